"""Reads over everything below, one file for each page."""
