"""Pages of profiling, one file for each step."""
