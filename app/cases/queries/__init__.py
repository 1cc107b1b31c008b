"""Reads of the case record; those other floors call are named here."""

from app.cases.queries.conditionality import sanctions_due as sanctions_due
from app.cases.queries.reach import in_reach as in_reach
from app.cases.queries.reach import load_case as load_case
from app.cases.queries.reach import load_own_case as load_own_case
from app.cases.queries.status import work_to_confirm as work_to_confirm
