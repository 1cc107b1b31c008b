"""Opening calls."""

from collections.abc import Sequence
from datetime import date

from app.accounts.models import User
from app.audit.operations import record
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from catalogue.services.models import Call
from catalogue.services.queries import call_with_code


def open_call(
    actor: User,
    *,
    code: str,
    titles: tuple[str, str],
    act: str,
    pathways: Sequence[int],
    period: tuple[date, date],
) -> Call:
    """Open a call under which providers can offer; `titles` in Italian and English.

    Raises RuleBroken when the code is taken or the last day comes before the first.
    """
    reasons = []
    if call_with_code(code) is not None:
        message = N_("There is already a call with this code. Choose another one.")
        reasons.append(Refusal("code_taken", message, field="code"))
    if period[1] < period[0]:
        message = N_("The last day cannot come before the first.")
        reasons.append(Refusal("period_reversed", message, field="closes_on"))
    if reasons:
        raise RuleBroken(reasons)
    call = Call(
        code=code.upper(),
        title_it=titles[0],
        title_en=titles[1],
        act=act,
        pathways=sorted(pathways),
        opens_on=period[0],
        closes_on=period[1],
    )
    db.session.add(call)
    record(actor, "call:open", call, code=call.code)
    return call
