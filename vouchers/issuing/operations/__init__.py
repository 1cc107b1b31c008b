"""Verbs of the voucher. Rows are held in one order everywhere: case, voucher, edition, budget."""
