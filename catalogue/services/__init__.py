"""Service types and the calls under which they are funded."""
