"""Verbs of profiling: calculate the profile, assess, decide the pathway."""
