"""Geometry of the map: pure sums from degrees to drawing units."""
