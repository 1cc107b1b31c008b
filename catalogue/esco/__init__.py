"""The list of skills and occupations that offers may name."""
