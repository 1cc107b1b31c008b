"""Pages of the programme rules: versions, drafts, and what a second officer decides."""
