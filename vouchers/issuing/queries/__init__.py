"""Reads of vouchers: the facts of an issue, loaders by reach, lists, deadlines, reconciliation."""
