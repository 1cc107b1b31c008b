"""Offers from files: checked row by row, stored when the provider takes the valid rows. Owns no offer."""
