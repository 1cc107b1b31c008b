"""Reads of the case record; those other floors call are named here."""

from app.cases.queries.reach import in_reach as in_reach
from app.cases.queries.reach import load_case as load_case
from app.cases.queries.reach import load_own_case as load_own_case
