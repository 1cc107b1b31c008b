"""The ground floor: clock, money, state machines, events, database, forms, background jobs. Imports none of ours."""
