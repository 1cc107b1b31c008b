"""The shell of every page: layout, macros, error pages, static files. No domain knowledge."""
