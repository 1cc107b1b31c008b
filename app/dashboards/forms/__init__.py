"""Filters kept in the address, one file for each page."""
