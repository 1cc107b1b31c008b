"""Waiting lists: who waits for a place in a full edition, for whom one is kept, and until when.

Owns the places on the list; the seats themselves are counted by `catalogue.offers`.
"""
