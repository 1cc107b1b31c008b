"""Work queues and boards over everything below: queries only, no tables of its own."""
