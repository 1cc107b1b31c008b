"""What a rule set document may say: its shape, its parsing, and the amounts that follow from it."""
