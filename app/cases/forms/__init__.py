"""Forms of the case record, one file for each step of the journey."""
