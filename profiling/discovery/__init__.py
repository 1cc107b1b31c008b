"""What somebody keeps while looking for a measure: saved searches with their notices, a shortlist.

The catalogue shows what can be had, `profiling.matching` what fits and what is chosen; here stands
what is looked at in between.
"""
