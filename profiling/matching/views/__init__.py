"""Pages of the choice: the same for the counsellor with the person and for the person alone."""
