"""The map of the catalogue: a picture of the region made of the municipalities' seats alone.

No tiles, no boundaries of somebody else: every small hexagon belongs to the municipality whose seat is
nearest, and a province is the sum of its hexagons. It shows where, not whose land a metre is.
"""
