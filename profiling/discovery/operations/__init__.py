"""Verbs of what is kept: by people (`keeping`), and by the job that looks for new offers (`finding`)."""
