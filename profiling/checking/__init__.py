"""Works stored profiles and assessments out again under their own version, and reports differences.

It decides nothing and changes nothing of what it checks.
"""
