"""What everybody may read of a provider's answer time and results."""

from dataclasses import fields

from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.programme.queries import rules_in_force
from catalogue.providers.rules import PublicFigures
from vouchers.performance.models import ProviderPerformance
from vouchers.performance.rules import Counts, public_figures, terms_of


def figures_of(provider_id: int) -> PublicFigures | None:
    """The figures as of the last night; None where nothing has been worked out yet."""
    statement = select(ProviderPerformance).where(ProviderPerformance.provider_id == provider_id)
    rows = db.session.scalars(statement).all()
    if not rows:
        return None
    names = [field.name for field in fields(Counts)]
    counts = [Counts(**{name: getattr(row, name) for name in names}) for row in rows]
    days = rows[0].first_day, rows[0].last_day
    return public_figures(counts, terms_of(rules_in_force(today())), days, rows[0].computed_on)
