"""What other rules would give a case, one by one and a million at a time, and how it is counted."""
