"""The append-only record: audit events, transition log, access log, and the one function that changes a state."""
