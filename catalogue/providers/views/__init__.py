"""Pages of providers: the register of the officers, and a provider's own area."""
