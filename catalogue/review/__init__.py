"""What the region says of an offer field by field, what was changed in it, what is proposed to change."""
