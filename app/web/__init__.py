"""The shell every page stands in: layout, macros, error pages, static files. Holds no domain knowledge."""
