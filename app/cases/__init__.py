"""The case record: jobseeker, DID, pathway record, service agreement, timeline. Does not decide who needs what."""
