"""A provider's own offers and their editions."""
