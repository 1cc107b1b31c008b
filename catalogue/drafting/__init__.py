"""A provider writes its offers and editions, one at a time, and submits them."""
