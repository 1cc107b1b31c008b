"""Timeline entries as the page's timeline draws them, in the words of the reader."""

from flask_babel import gettext

from app.cases.models.steps import TimelineEntry
from app.cases.rules.journey import messages_of, reason_words
from app.core.state_machine import Audience

_ENDINGS = ("reject", "decline", "revoke", "renounce", "cancel", "lapse", "end_early", "end")
_GOOD = ("validate", "countersign", "sign", "record_signature", "take_up", "complete", "issue")


def told(entry: TimelineEntry, audience: Audience) -> dict[str, object]:
    """One entry of the story: title, instant, who, reason, tone."""
    words = messages_of(entry.machine, entry.action).get(audience, "")
    title = gettext(words) if words else entry.action
    if entry.reference:
        title = f"{title}: {entry.reference}"
    reason = reason_words(entry.machine, entry.action, entry.reason)
    return {
        "title": title,
        "at": entry.at,
        "who": entry.actor.name if entry.actor else gettext("Percorso, automatically"),
        "text": gettext("Reason: %(reason)s", reason=gettext(reason)) if reason else None,
        "tone": _tone(entry.action),
    }


def _tone(action: str) -> str:
    if action in _ENDINGS:
        return "danger"
    return "success" if action in _GOOD else "info"
