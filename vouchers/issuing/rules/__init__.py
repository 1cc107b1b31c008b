"""What the issue of a voucher is decided by: eligibility, value, terms, number."""
