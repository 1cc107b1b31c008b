"""What has changed in the catalogue, told by the database's own triggers, and the words its offers use.

The search keeps what it counts in memory; from here it learns what to read again.
"""
