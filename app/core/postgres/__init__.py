"""The private PostgreSQL server of trials and tests: found, started, reused, stopped.

Production has a server of its own, named by DATABASE_URL; nothing here runs then.
"""
