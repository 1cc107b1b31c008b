"""The hours of a week in which an edition is held."""
