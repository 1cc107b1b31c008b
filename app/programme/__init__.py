"""Dated, versioned rule sets: measures, tariffs, deadlines, questionnaire, decision table."""
