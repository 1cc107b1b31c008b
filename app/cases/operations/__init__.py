"""Verbs of the case record, one file for each step; those other floors call are named here."""

from app.cases.operations.distribution import make_reassignment as make_reassignment
from app.cases.operations.journey import advance as advance
from app.cases.operations.journey import tell as tell
from app.cases.operations.journey import tell_timeline as tell_timeline
from app.cases.operations.suspending import close_what_depends as close_what_depends
from app.cases.operations.suspending import follow_did as follow_did
