"""Templates: words kept to begin offers from, a provider's own or the region's."""
