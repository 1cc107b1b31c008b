"""The decisions of the assessment: index and class, area scores, proposed pathway."""
