"""What is done with an uploaded file, step by step: received, checked without changing anything, stored."""
