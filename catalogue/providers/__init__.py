"""Accredited providers: register, fields, sites, platform agreement, members, and their desk."""
