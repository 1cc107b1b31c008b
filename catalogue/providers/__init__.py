"""Accredited providers: fields, sites, platform agreement."""
