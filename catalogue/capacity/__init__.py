"""Capacity: a provider pauses and resumes new people, per site or per offer, and sees its places and lists."""
