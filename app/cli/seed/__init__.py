"""The demo region: invented people, providers and histories on real municipalities, from a seed."""
