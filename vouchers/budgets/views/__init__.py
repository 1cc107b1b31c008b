"""Pages of the money: those of the region, and those of a provider."""
