"""What a person objects to in their assessment or pathway, and what the centre answers.

It does not change the assessment or the decision: a new one is made by those who may.
"""
