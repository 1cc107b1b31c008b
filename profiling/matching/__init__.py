"""Which offers fit a person, comparison, and the choice the person makes."""
