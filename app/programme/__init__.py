"""Dated, versioned rule sets: measures, tariffs, deadlines, questionnaire, coefficients, decision table."""
