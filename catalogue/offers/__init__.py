"""Offers and editions: what they must have, their states and places, and the public search."""
