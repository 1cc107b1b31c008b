"""What the pages reckon themselves, one file for each."""
