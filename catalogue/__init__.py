"""What can be had: service types, accredited providers, offers and their editions."""
