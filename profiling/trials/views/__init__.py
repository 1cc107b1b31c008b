"""Pages of the trials: start, progress, result, the cases that would change, files."""
