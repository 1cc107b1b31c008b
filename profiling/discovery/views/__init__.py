"""Pages of what is kept, for the centre, the person and the public; `routes.py` says where they answer."""
