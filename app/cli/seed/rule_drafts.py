"""Two drafts of the rules: one tried, waiting for the second officer; one that came back with a note."""

import re
from datetime import date

from sqlalchemy import select

from app.accounts.models import User
from app.cli.seed import cast
from app.core.clock import today
from app.core.database import db
from app.programme.models import RuleSetDraft
from app.programme.operations import return_draft, submit_draft, write_draft
from app.programme.queries import rule_set_id_on, version_of, version_text
from app.programme.rules.publishing import LastVersion, as_next
from profiling.trials.models import Trial
from profiling.trials.operations.start import start_trial

SUBMITTED = {
    r"(choice_days: *\{\s*days: )\d+": r"\g<1>45",
    r"(take_up_days: *\{\s*days: )\d+": r"\g<1>7",
    r"(?s)(code: small_gap\s+pathway: 2\s+when: \{scores: \[\{area: B, at_least: )6": r"\g<1>5",
}
"""Two deadlines and one decision rule, changed as a region might; all of them are examples."""
RETURNED = {r"(profiling_refresh_days: *\{\s*days: )\d+": r"\g<1>120"}
TITLES = ("terza versione (proposta di esempio)", "third version (example proposal)")
RETURNED_TITLES = (
    "aggiornamento del profilo (proposta di esempio)", "profile refresh (example proposal)",
)  # fmt: skip
NOTE = (
    "I 90 giorni del profilo vengono dall'atto nazionale: indicare quale atto permette 120 giorni, "
    "altrimenti lasciare il valore com'è."
)


def add_rule_drafts() -> Trial:
    """Write both drafts as the officers of the demonstration would, through the operations.

    Returns the trial of the submitted one, begun: its job carries it out when all is written.
    """
    first, second = (_officer(part) for part in cast.OFFICERS)
    returned = _draft(first, RETURNED, RETURNED_TITLES)
    submit_draft(first, returned)
    return_draft(second, returned, NOTE)
    submitted = _draft(first, SUBMITTED, TITLES)
    trial = start_trial(first, submitted)
    submit_draft(first, submitted)
    return trial


def _officer(part: cast.Part) -> User:
    return db.session.scalars(select(User).where(User.email == part.email)).one()


def _draft(author: User, changes: dict[str, str], titles: tuple[str, str]) -> RuleSetDraft:
    published = version_of(rule_set_id_on(today()))
    last = LastVersion(published.version, published.effective_from)
    text = as_next(version_text(published), last, date(today().year + 1, 3, 31))
    for pattern, changed in changes.items():
        text = re.sub(pattern, changed, text, count=1)
    for language, title in zip(("it", "en"), titles, strict=True):
        name = published.title(language).split(", ")[0]
        text = re.sub(
            rf'(?m)^  {language}: ".*"$', f'  {language}: "{name}, {title}"', text, count=1
        )
    return write_draft(author, text, based_on=published)
