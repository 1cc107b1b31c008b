"""Invented calls: one open, one that soon takes no more offers, one still a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.cli.seed.organisations import INVENTED
from app.cli.seed.trails import Act, Actor, Subject, Trails
from app.cli.seed.writing import Writer
from app.core.clock import ROME
from app.core.money import Money
from app.core.reach import Reach
from catalogue.services.models import Call, CallAmendment
from catalogue.services.states import CALL, CallAction, CallState

DRAFTED_DAYS_AGO, OPENED_DAYS_AGO, AMENDED_DAYS_AGO = 600, 580, 150
GOES_ON_DAYS, OFFERS_END_IN_DAYS = 400, 12
DRAFT_OPENS_IN_DAYS, DRAFT_LASTS_DAYS = 50, 365


@dataclass(frozen=True)
class _Idea:
    """What an invented call says."""

    code: str
    pathways: list[int]
    titles: tuple[str, str]
    texts: tuple[str, str]
    total: Money
    further: Mapping[str, Any]


def write_calls(
    writer: Writer, trails: Trails, officer: Actor, now: datetime, people: int
) -> Mapping[int, int]:
    """Write the calls with their history; the key of the one that funds each pathway.

    Totals leave room for the grants of that many people.
    """
    today = now.astimezone(ROME).date()
    funded: dict[int, int] = {}
    for idea in _ideas(people):
        key = writer.key(Call)
        is_draft = idea.code == "DEMO-5"
        days = (DRAFT_OPENS_IN_DAYS, DRAFT_OPENS_IN_DAYS + DRAFT_LASTS_DAYS)
        opens, closes = days if is_draft else (-OPENED_DAYS_AGO, GOES_ON_DAYS)
        further = dict(idea.further)
        if until := further.pop("offers_end_in", None):
            further["offers_until"] = today + timedelta(days=until)
        state, amendments = _history(key, idea, writer, trails, officer, now)
        row: dict[str, Any] = {
            "id": key,
            "code": idea.code,
            "state": state,
            "title_it": idea.titles[0],
            "title_en": idea.titles[1],
            "act": f"Atto inventato {idea.code}",
            "text_it": idea.texts[0],
            "text_en": idea.texts[1],
            "pathways": idea.pathways,
            "opens_on": today + timedelta(days=opens),
            "closes_on": today + timedelta(days=closes),
            "total": idea.total,
            "amendments": amendments,
            "source": INVENTED,
        }
        writer.add(Call, {**row, **_PLAIN, **further})
        if not is_draft:
            funded |= dict.fromkeys(idea.pathways, key)
    return funded


def _history(
    key: int, idea: _Idea, writer: Writer, trails: Trails, officer: Actor, now: datetime
) -> tuple[CallState, int]:
    """How the call came to be, and how often it was amended."""
    subject = Subject("call", key, Reach(), CALL)
    if idea.code == "DEMO-5":
        state = trails.begin(Act(officer, now - timedelta(days=6)), "call:draft", subject)
        return CallState(state.value), 0
    at = now - timedelta(days=DRAFTED_DAYS_AGO)
    state = trails.begin(Act(officer, at), "call:draft", subject)
    published = Act(officer, at + timedelta(days=5))
    state = trails.perform(published, subject, state, CallAction.PUBLISH)
    if idea.code != "DEMO-1":
        return CallState(state.value), 0
    amended_at = now - timedelta(days=AMENDED_DAYS_AGO)
    before = Money(idea.total.cents * 4 // 5)
    writer.add(
        CallAmendment,
        {
            "call_id": key,
            "number": 1,
            "act": "Atto inventato DEMO-1-bis",
            "reason": "Risorse residue di altri interventi, destinate ai percorsi con più richieste.",
            "changes": {"total": [before.cents, idea.total.cents]},
            "made_by_id": officer.id,
            "made_at": amended_at,
        },
    )
    details: dict[str, Any] = {"number": 1, "fields": ["total"]}
    trails.record(Act(officer, amended_at), "call:amend", subject, details)
    return CallState(state.value), 1


def _ideas(people: int) -> tuple[_Idea, ...]:
    return (
        _Idea(
            "DEMO-1",
            [1, 2, 3, 5],
            (
                "Avviso dimostrativo: reinserimento, aggiornamento, riqualificazione",
                "Demonstration call: return to work, upskilling, reskilling",
            ),
            (
                "Finanzia servizi al lavoro e corsi per chi ha un patto di servizio nei percorsi 1, "
                "2, 3 e 5. Le risorse si assegnano agli enti per percorso, con un numero di persone "
                "da prendere in carico. Chi raggiunge l'obiettivo può chiedere il budget di "
                "sostituzione.",
                "Funds employment services and courses for people with a service agreement in "
                "pathways 1, 2, 3 and 5. Money is granted to providers by pathway, with a number of "
                "people to take up. Whoever reaches the target can ask for replacement budget.",
            ),
            Money.euro(8_000_000 + 1_500 * people),
            {},
        ),
        _Idea(
            "DEMO-4",
            [4],
            (
                "Avviso dimostrativo: lavoro e inclusione",
                "Demonstration call: work and inclusion",
            ),
            (
                "Finanzia i percorsi delle persone che incontrano ostacoli oltre il lavoro, insieme "
                "ai servizi sociali del territorio. Le offerte brevi di enti già noti si pubblicano "
                "senza attendere.",
                "Funds pathways of people whose obstacles go beyond work, together with local social "
                "services. Short offers of known providers are published without waiting.",
            ),
            Money.euro(2_000_000 + 200 * people),
            {
                "offers_end_in": OFFERS_END_IN_DAYS,
                "automatic_approval": True,
                "automatic_hours_max": 40,
                "max_hours": 600,
            },
        ),
        _Idea(
            "DEMO-5",
            [5],
            (
                "Avviso dimostrativo: crisi aziendali (in preparazione)",
                "Demonstration call: company crises (being prepared)",
            ),
            ("", ""),
            Money.euro(500_000),
            {},
        ),
    )


_PLAIN: Mapping[str, Any] = {
    "offers_until": None,
    "automatic_approval": False,
    "automatic_hours_max": None,
    "max_hours": None,
}
"""What a call says that says nothing of it; every row of a table names the same columns."""
