"""One act on many offers: shown before it is done, done through the same operations, counted after."""
