"""What the platform tells those who have an account: on a page, in the header, by e-mail."""
