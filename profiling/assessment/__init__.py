"""Quantitative profile, qualitative assessment by areas, and the pathway they propose."""
