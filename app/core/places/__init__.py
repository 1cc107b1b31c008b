"""Italian municipalities with coordinates, and every birthplace a codice fiscale can name."""
