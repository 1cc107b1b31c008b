"""Offers and editions, typed in or uploaded, their approval and the public search."""
