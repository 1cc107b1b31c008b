"""The catalogue as open data: files made by night, with their schema, licence and description."""
