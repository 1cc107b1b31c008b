"""Dated, versioned rule sets: measures, tariffs, deadlines, questionnaire, index, decisions."""
