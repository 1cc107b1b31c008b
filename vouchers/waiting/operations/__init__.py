"""Verbs of the waiting list. Rows are held in the order case, voucher, edition, place.

Whatever moves a list holds its edition first, so that a seat that comes free, an answer and a lapse
never meet half way.
"""
