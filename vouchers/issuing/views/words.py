"""Words and colours of vouchers that several pages share."""

from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.state_machine import Audience
from app.programme.queries import rules_of_version
from vouchers.issuing.models import Voucher
from vouchers.issuing.queries.vouchers import history_of
from vouchers.issuing.states import OPEN, VOUCHER, VoucherState

TONES = {
    VoucherState.ISSUED: "warning",
    VoucherState.TAKEN_UP: "info",
    VoucherState.IN_DELIVERY: "info",
    VoucherState.COMPLETED: "success",
    VoucherState.ENDED_EARLY: "neutral",
}


def voucher_tone(state: VoucherState) -> str:
    """The colour of a state's tag."""
    return TONES.get(state, "info" if state in OPEN else "danger")


def measure_name(voucher: Voucher) -> str:
    """The type of measure in the reader's language, as the rules of the voucher's day called it."""
    rules = rules_of_version(voucher.rule_set_id)
    return rules.service_type(voucher.service_type).name.spoken(str(get_locale()))


def audience_of(user: User) -> Audience:
    """In whose words the user is spoken to."""
    if user.role is Role.JOBSEEKER:
        return Audience.JOBSEEKER
    return Audience.PROVIDER if user.provider_id else Audience.STAFF


def story_of(voucher: Voucher, user: User) -> list[dict[str, object]]:
    """What has happened to the voucher, newest first, in the words of the user's side."""
    audience = audience_of(user)
    story = []
    for entry in history_of(voucher):
        row = VOUCHER.row_of(entry.action) if entry.from_state else None
        messages, reasons = (row.messages, row.reasons) if row else (VOUCHER.created, {})
        words = reasons.get(entry.reason or "", "")
        # A note is between the centre and the provider who wrote it.
        note = entry.note if audience is Audience.STAFF and entry.actor_id else ""
        said = [_("Reason: %(reason)s", reason=_(words))] if words else []
        story.append(
            {
                "title": messages[audience],
                "at": entry.at,
                "text": " ".join([*said, note]).strip() or None,
                "tone": voucher_tone(VoucherState(entry.to_state)),
            }
        )
    return story
