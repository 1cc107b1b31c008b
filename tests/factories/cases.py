"""Cases for tests."""

from datetime import date
from itertools import count

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Sex
from app.core.database import db

_serial = count(1)


def jobseeker(counsellor: User, **values: object) -> Jobseeker:
    """A registered jobseeker of the counsellor's centre, flushed."""
    number = next(_serial)
    defaults: dict[str, object] = {
        "centre_id": counsellor.organisation_id,
        "counsellor_id": counsellor.id,
        "fiscal_code": f"TST{number:013d}",
        "surname": "Rossi",
        "given_name": f"Prova{number}",
        "sex": Sex.FEMALE,
        "born_on": date(1990, 5, 17),
        "birthplace_code": "G224",
        "citizenship": "Z000",
        "residence_municipality": "028060",
        "residence_address": "Via di Prova 1",
        "domicile_municipality": "028060",
        "domicile_address": "Via di Prova 1",
        "education": "upper_secondary",
    }
    made = Jobseeker(**{**defaults, **values})
    db.session.add(made)
    db.session.flush()
    return made
