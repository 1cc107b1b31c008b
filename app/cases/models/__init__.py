"""Tables of the case record, one file for each subject; each module is imported by its own name."""
