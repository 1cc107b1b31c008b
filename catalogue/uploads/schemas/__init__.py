"""Files of offers: their columns, how they are read, what each row must hold, the template."""
