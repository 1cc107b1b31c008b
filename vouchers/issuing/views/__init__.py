"""Pages of the voucher, one file for each side; `routes.py` says where they answer."""
