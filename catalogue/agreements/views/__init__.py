"""Pages of the platform agreement: the provider's, and the officers'."""
