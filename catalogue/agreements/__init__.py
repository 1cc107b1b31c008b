"""The platform agreement: its published texts, who signed which, the security questionnaire, the tier.

Owns what a provider may see of a person and whether it may take on anything new; it owns no person.
"""
