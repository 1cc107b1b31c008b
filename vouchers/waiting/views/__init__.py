"""Pages of waiting lists, for the centre and for the person; `routes.py` says where they answer."""
