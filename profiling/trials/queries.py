"""Reads of trials: by subject, their counts, and the cases that would change, by reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries.reach import in_reach
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.listing import Order, Page, fetch_page
from app.programme.models import RuleSetDraft, RuleSetVersion
from profiling.trials.models import Trial, TrialCase, TrialCount

NEWEST_FIRST = Order((Trial.id,), (lambda row: row.id,), (True,))
BY_CASE = Order((TrialCase.jobseeker_id,), (lambda row: row.jobseeker_id,), (False,))


def _of(subject: RuleSetDraft | RuleSetVersion) -> Any:
    if isinstance(subject, RuleSetDraft):
        return Trial.draft_id == subject.id
    return Trial.version_id == subject.id


def open_trial(subject: RuleSetDraft | RuleSetVersion) -> Trial | None:
    """The trial of these rules that is under way."""
    return db.session.scalar(select(Trial).where(_of(subject), Trial.finished_at.is_(None)))


def last_trial(subject: RuleSetDraft | RuleSetVersion) -> Trial | None:
    """The newest trial of these rules, whatever came of it."""
    statement = select(Trial).where(_of(subject)).options(joinedload(Trial.progress))
    return db.session.scalar(statement.order_by(Trial.id.desc()).limit(1))


def trial_page(
    cursor: str | None, subject: RuleSetDraft | RuleSetVersion | None = None
) -> Page[Trial]:
    """All trials, or those of one rule set, newest first."""
    statement = select(Trial).options(*_SHOWN)
    if subject is not None:
        statement = statement.where(_of(subject))
    return fetch_page(db.session, statement, NEWEST_FIRST, cursor=cursor)


def load_trial(trial_id: int) -> Trial:
    """One trial, with its progress as it is now. Raises NotFoundForYou."""
    statement = select(Trial).where(Trial.id == trial_id).options(*_SHOWN)
    # The job writes in its own process: what is shown is read anew.
    trial = db.session.scalar(statement.execution_options(populate_existing=True))
    if trial is None:
        raise NotFoundForYou
    return trial


def counts_of(trial: Trial) -> Sequence[TrialCount]:
    """Every cell of the trial's tables."""
    return db.session.scalars(
        select(TrialCount)
        .where(TrialCount.trial_id == trial.id)
        .order_by(TrialCount.breakdown, TrialCount.row_key, TrialCount.column_key)
    ).all()


def centre_names() -> dict[int, str]:
    """The employment centres by key: some dozens."""
    found = db.session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.kind == OrganisationKind.CENTRE
        )
    )
    return {key: name for key, name in found}


@dataclass(frozen=True, kw_only=True)
class ChangeFilters:
    """What the list of changed cases is narrowed to; empty means everything."""

    before: int | None = None
    after: int | None = None
    centre_id: int | None = None
    only_pathway: bool = True


def changed_cases(user: User, trial: Trial, filters: ChangeFilters) -> Select[Any]:
    """The cases in the user's reach that would change; none for roles without cases."""
    columns: tuple[tuple[InstrumentedAttribute[Any], int | None], ...] = (
        (TrialCase.pathway_before, filters.before),
        (TrialCase.pathway_after, filters.after),
        (TrialCase.centre_id, filters.centre_id),
        # Said twice for staff of a centre, so that the list's own index serves it.
        (TrialCase.centre_id, user.centre_id),
    )
    statement: Select[Any] = (
        select(TrialCase)
        .join(Jobseeker, Jobseeker.id == TrialCase.jobseeker_id)
        .where(TrialCase.trial_id == trial.id)
        .where(*(column == value for column, value in columns if value is not None))
    )
    if filters.only_pathway:
        statement = statement.where(TrialCase.pathway_after != TrialCase.pathway_before)
    if not user.may(Permission.CASE_LIST):
        raise NotFoundForYou
    return in_reach(statement, user).options(
        contains_eager(TrialCase.case).load_only(
            Jobseeker.surname, Jobseeker.given_name, Jobseeker.fiscal_code, Jobseeker.centre_id,
            Jobseeker.provider_id, Jobseeker.pathway, Jobseeker.is_invented,
        )
    )  # fmt: skip


def changed_page(statement: Select[Any], cursor: str | None) -> Page[TrialCase]:
    """A window of the list of changed cases, in the order of registration."""
    return fetch_page(db.session, statement, BY_CASE, cursor=cursor)


def changed_rows(statement: Select[Any], most: int) -> Sequence[TrialCase]:
    """The list of changed cases for a file."""
    return db.session.scalars(statement.order_by(TrialCase.jobseeker_id).limit(most)).all()


_SHOWN = (
    joinedload(Trial.progress),
    joinedload(Trial.started_by).load_only(User.name).lazyload(User.organisation),
    joinedload(Trial.draft).load_only(
        RuleSetDraft.code, RuleSetDraft.title_it, RuleSetDraft.title_en,
        RuleSetDraft.content_hash, RuleSetDraft.state,
    ),
    joinedload(Trial.version).load_only(
        RuleSetVersion.code, RuleSetVersion.version, RuleSetVersion.title_it,
        RuleSetVersion.title_en, RuleSetVersion.content_hash, RuleSetVersion.effective_from,
    ),
)  # fmt: skip
