"""The voucher: eligibility, value, issue, take-up and decline."""
