"""Pages over everything below: the desk, the reports."""
