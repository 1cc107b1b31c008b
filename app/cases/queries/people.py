"""Finding the same person twice, their centre, and what belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.accounts.models import Organisation, OrganisationKind
from app.cases.models.jobseeker import Jobseeker, LanguageSkill, WorkExperience
from app.core.database import db
from app.core.fiscal_code import omocodia_variants
from app.core.places.models import Municipality
from app.core.places.queries import birthplaces_of_code, distance_from


def same_fiscal_code(fiscal_code: str) -> Sequence[Jobseeker]:
    """Everybody, of whatever centre, whose code is this one or one of its omocodia variants."""
    variants = list(omocodia_variants(fiscal_code))
    statement = select(Jobseeker).where(Jobseeker.fiscal_code.in_(variants))
    return db.session.scalars(statement).all()


def same_name_and_birth(surname: str, given_name: str, born_on: date) -> Sequence[Jobseeker]:
    """Everybody, of whatever centre, of that name born on that day."""
    statement = select(Jobseeker).where(
        Jobseeker.name_key == func.folded(f"{surname} {given_name}"), Jobseeker.born_on == born_on
    )
    return db.session.scalars(statement).all()


def nearest_centre(municipality_code: str) -> Organisation | None:
    """The employment centre nearest to a municipality, those of its own province first.

    Which municipality belongs to which centre is in no public list: this is a proposal.
    """
    home = db.session.get(Municipality, municipality_code)
    if home is None:
        return None
    statement = (
        select(Organisation)
        .join(Municipality, Municipality.code == Organisation.municipality_code)
        .where(Organisation.kind == OrganisationKind.CENTRE)
        .order_by(Municipality.province_code != home.province_code, distance_from(home))
    )
    return db.session.scalar(statement.limit(1))


def languages_of(jobseeker_id: int) -> Sequence[LanguageSkill]:
    """The languages the person speaks."""
    statement = (
        select(LanguageSkill)
        .where(LanguageSkill.jobseeker_id == jobseeker_id)
        .order_by(LanguageSkill.language)
    )
    return db.session.scalars(statement).all()


def experiences_of(jobseeker_id: int) -> Sequence[WorkExperience]:
    """The jobs the person declared, latest first."""
    statement = (
        select(WorkExperience)
        .where(WorkExperience.jobseeker_id == jobseeker_id)
        .order_by(WorkExperience.started_on.desc(), WorkExperience.id.desc())
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class CasePlaces:
    """The names of a case's places."""

    birth: str
    residence: str
    domicile: str


def places_of(case: Jobseeker) -> CasePlaces:
    """Birthplace, residence and domicile of the case by name; the code where the name is not known."""
    born = birthplaces_of_code(db.session, case.birthplace_code)
    homes = {
        found.code: found.label
        for found in db.session.scalars(
            select(Municipality).where(
                Municipality.code.in_({case.residence_municipality, case.domicile_municipality})
            )
        )
    }
    return CasePlaces(
        birth=born[0].name if born else case.birthplace_code,
        residence=homes.get(case.residence_municipality, case.residence_municipality),
        domicile=homes.get(case.domicile_municipality, case.domicile_municipality),
    )
