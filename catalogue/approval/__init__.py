"""The programme's officers decide on submitted offers and suspend published ones."""
