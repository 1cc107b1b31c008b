"""Accreditation: applications and their review, suspension, revocation, expiry, the public register."""
