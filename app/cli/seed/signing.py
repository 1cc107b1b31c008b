"""Who signed which version of the platform agreement, and what they answered about security."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.cli.seed.platform_text import second_text
from app.cli.seed.trails import Act, Actor, Details, Subject, Trails
from app.cli.seed.writing import Writer
from app.core.clock import day_of
from app.core.reach import Reach
from app.programme.queries import rule_set_id_on, rules_of_version
from catalogue.agreements.models import AgreementVersion, SecurityAnswers
from catalogue.agreements.queries import present_version
from catalogue.agreements.rules import content_hash, text_of
from catalogue.providers.models import PlatformAgreement
from catalogue.providers.states import DataRole

PUBLISHED_DAYS_AGO, DAYS_LEFT = 21, 18
UNSIGNED = frozenset({0, 11, 17})
"""Those who have still to sign the second version; the demonstration's provider is one of them."""
UNANSWERED = frozenset({8})
OLD_ANSWERS = frozenset({9})
CALM = {
    "people_per_year": "under_500",
    "systems": "platform_only",
    "subcontracting": "none",
    "sensitive": "never",
    "assurance": "statement",
    **dict.fromkeys(("own_accounts", "second_factor", "training", "encrypted", "incidents"), "yes"),
}
LARGE = {"people_per_year": "from_2000", "systems": "own", "assurance": "certified"}
FEWER_CONTROLS = {"encrypted": "no", "second_factor": "no"}
RISKY = {"systems": "outsourced", "subcontracting": "some"}


class Signing:
    """Writes the second version down, and what each provider signed and answered."""

    def __init__(self, writer: Writer, trails: Trails, now: datetime) -> None:
        self._writer, self._trails, self._now = writer, trails, now
        self._first = present_version()
        self._rule_set_id = rule_set_id_on(day_of(now))
        self._second: tuple[int, str] | None = None

    def publish(self, officer: Actor) -> None:
        """The second version, three weeks ago."""
        at, key = self._now - timedelta(days=PUBLISHED_DAYS_AGO), self._writer.key(AgreementVersion)
        number = self._first.number + 1
        content = second_text(text_of(self._first.content)).as_stored()
        fingerprint = content_hash(number, content)
        self._writer.add(
            AgreementVersion,
            {
                "id": key,
                "number": number,
                "effective_from": day_of(at),
                "sign_by": day_of(self._now) + timedelta(days=DAYS_LEFT),
                "content": content,
                "content_hash": fingerprint,
                "published_by_id": officer.id,
                "published_at": at,
            },
        )
        subject = Subject("agreement_version", key, Reach())
        self._trails.record(
            Act(officer, at), "platform_agreement:publish", subject, {"version": number}
        )
        self._second = (number, fingerprint)

    def sign(self, number: int, provider_id: int, manager: Actor) -> None:
        """The first version long ago; the second where it is signed; the security questions."""
        signs_again = self._second is not None and number not in UNSIGNED
        days_ago = 1 + number % (PUBLISHED_DAYS_AGO - 3)
        again = self._now - timedelta(days=days_ago)
        first = self._now - timedelta(days=580)
        self._agreement(
            provider_id, manager, first,
            (self._first.number, self._first.content_hash), again if signs_again else None,
        )  # fmt: skip
        if signs_again and self._second is not None:
            self._agreement(provider_id, manager, again, self._second, None)
        if number not in UNANSWERED:
            self._answer(number, provider_id, manager)

    def _agreement(
        self, provider_id: int, manager: Actor, at: datetime,
        version: tuple[int, str], ended_at: datetime | None,
    ) -> None:  # fmt: skip
        key, (number, fingerprint) = self._writer.key(PlatformAgreement), version
        is_newer = number != self._first.number
        role = DataRole.CONTROLLER if provider_id % 4 == 0 else DataRole.PROCESSOR
        self._writer.add(
            PlatformAgreement,
            {
                "id": key,
                "provider_id": provider_id,
                "text_version": str(number),
                "text_hash": fingerprint,
                "data_role": role if is_newer else None,
                "privacy_contact": "Ufficio protezione dati" if is_newer else "",
                "privacy_email": f"dati.{provider_id}@enti.example" if is_newer else "",
                "signed_by_id": manager.id,
                "signed_at": at,
                "ended_at": ended_at,
            },
        )
        subject = Subject("platform_agreement", key, Reach(provider_id=provider_id))
        signed: Details = {"version": str(number)}
        self._trails.record(Act(manager, at), "platform_agreement:sign", subject, signed)

    def _answer(self, number: int, provider_id: int, manager: Actor) -> None:
        security = rules_of_version(self._rule_set_id).provider_security
        if security is None:
            return
        answers = {**CALM, **_differences(number)}
        age = security.valid_days + 20 if number in OLD_ANSWERS else 15 + number
        at, key = self._now - timedelta(days=age), self._writer.key(SecurityAnswers)
        category, tier = security.category(answers), security.tier(answers)
        given_on: date = day_of(at)
        self._writer.add(
            SecurityAnswers,
            {
                "id": key,
                "provider_id": provider_id,
                "answers": answers,
                "category": category.code,
                "tier": tier.code,
                "rule_set_id": self._rule_set_id,
                "given_by_id": manager.id,
                "given_on": given_on,
                "given_at": at,
                "valid_until": given_on + timedelta(days=security.valid_days),
            },
        )
        subject = Subject("security_answers", key, Reach(provider_id=provider_id))
        told: Details = {"category": category.code, "tier": tier.code}
        self._trails.record(Act(manager, at), "platform_agreement:answer", subject, told)


def _differences(number: int) -> Mapping[str, str]:
    """The largest are certified; of the others some lack controls, some the assurance."""
    if number < 7:
        return LARGE
    return ({}, FEWER_CONTROLS, RISKY)[number % 3]
