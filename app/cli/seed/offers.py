"""Invented calls and offers, and which editions a person could choose on a day."""

import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from app.cli.seed.calls import write_calls
from app.cli.seed.contents import ACCESSIBILITY, CONTENTS, codes
from app.cli.seed.editions import WITHDRAWN_DAYS_AGO, Proposal, Run, settle_run, write_run
from app.cli.seed.measures import GUIDANCE, OPENING_WORDS, TRAINING, Measure
from app.cli.seed.providers import Place, Supplier
from app.cli.seed.templates import keep_templates
from app.cli.seed.trails import Act, Actor, Subject, Trails
from app.cli.seed.writing import Writer
from app.core.clock import ROME
from app.core.reach import Reach
from app.programme.rules.document import RuleSet
from catalogue.esco.rules import Kind
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import OFFER, OfferAction, OfferState
from catalogue.providers.rules import field_for

FEWEST_OFFERS, PEOPLE_PER_OFFER = 300, 10
FIRST_EDITION_DAYS_AGO, LAST_EDITION_DAYS_AHEAD = 470, 150
PUBLISHED_DAYS_AGO = 520
LONGEST_WAIT_DAYS = 75
DAYS_BETWEEN_EDITIONS = (60, 120)
LOOKED_AT = 40
"""Of many editions, so many are looked at for one person."""
GROUP_SIZES = (1, 2, 3)
"""Some providers work in whole groups, others in a half or a third of one."""
CANCELLED_SHARE = 0.02
# Of every hundred offers, how many are not in the catalogue, and why.
_ODD_ENDS = (
    (OfferState.DRAFT, 4), (OfferState.SUBMITTED, 5), (OfferState.SUSPENDED, 1),
    (OfferState.WITHDRAWN, 2),
)  # fmt: skip


class Shelf:
    """Writes calls, offers and editions; finds editions for people; writes places at the end."""

    def __init__(
        self, writer: Writer, trails: Trails, chance: random.Random, rules: RuleSet, now: datetime
    ) -> None:
        self._writer, self._trails, self._chance = writer, trails, chance
        self._rules, self._now = rules, now
        self._today = now.astimezone(ROME).date()
        self.runs: list[Run] = []
        self._by_service: dict[str, list[Run]] = {}
        self._closing_days: dict[str, list[date]] = {}

    def fill(
        self, suppliers: Sequence[Supplier], officer: Actor, people: int, in_region: int
    ) -> None:
        """Calls for all the people there will be in the region, and offers for those told."""
        calls = write_calls(self._writer, self._trails, officer, self._now, in_region)
        for number in range(max(FEWEST_OFFERS, people // PEOPLE_PER_OFFER)):
            self._offer(number, suppliers, calls, officer)
        keep_templates(self._writer, self._trails, suppliers[0], officer, self._now)
        for run in sorted(self.runs, key=lambda run: (run.enrol_by, run.id)):
            if run.proposal.state is OfferState.PUBLISHED and run.proposal.supplier.is_accredited:
                service = run.proposal.measure.service_type
                self._by_service.setdefault(service, []).append(run)
                self._closing_days.setdefault(service, []).append(run.enrol_by)

    def candidates(self, service_type: str, pathway: int, on: date) -> list[Run]:
        """Some editions of the service that could be chosen on that day, with a place left."""
        days = self._closing_days.get(service_type, [])
        first = bisect_right(days, on)
        last = bisect_right(days, on + timedelta(days=LONGEST_WAIT_DAYS))
        runs = self._by_service.get(service_type, [])[first:last]
        looked_at = runs if len(runs) <= LOOKED_AT else self._chance.sample(runs, LOOKED_AT)
        return [run for run in looked_at if pathway in run.proposal.pathways and run.has_place()]

    def write_editions(self) -> None:
        """Add every edition as it begins."""
        for run in self.runs:
            write_run(self._writer, run)

    def settle_editions(self) -> None:
        """Give every edition its places and the history its places make."""
        for run in self.runs:
            settle_run(self._writer, self._trails, run, self._now)

    def _offer(
        self, number: int, suppliers: Sequence[Supplier], calls: Mapping[int, int],
        officer: Actor,
    ) -> None:  # fmt: skip
        supplier, measure, pathways, call_id = self._idea(number, suppliers, calls)
        state = self._fate(number, supplier)
        key = self._writer.key(Offer)
        published_at = self._now - timedelta(days=PUBLISHED_DAYS_AGO - number % 40)
        if state in (OfferState.DRAFT, OfferState.SUBMITTED):
            published_at = self._now - timedelta(days=1 + number % 9)
        proposal = Proposal(key, supplier, call_id, measure, pathways, state, published_at)
        place = self._chance.choice(supplier.sites)
        self._writer.add(Offer, self._offer_row(number, proposal, place))
        self._offer_history(proposal, officer)
        self._editions(proposal, place)

    def _idea(
        self, number: int, suppliers: Sequence[Supplier], calls: Mapping[int, int]
    ) -> tuple[Supplier, Measure, tuple[int, ...], int]:
        """A provider and a measure it is accredited for, with the pathways one call funds."""
        chance = self._chance
        measures = GUIDANCE + TRAINING
        weights = [supplier.weight for supplier in suppliers]
        while True:
            # The first offers go round all measures, so that no pathway goes without.
            measure = measures[number] if number < len(measures) else chance.choice(measures)
            supplier = chance.choices(suppliers, weights)[0]
            service = self._rules.service_type(measure.service_type)
            if field_for(service) in supplier.fields and (number > 60 or supplier.is_accredited):
                break
        allowed = [
            item.pathway
            for item in service.pathways
            if item.hours_min <= measure.hours <= item.hours_max
        ]
        funded = calls[4] if 4 in allowed and (len(allowed) == 1 or number % 5 == 0) else calls[1]
        pathways = tuple(pathway for pathway in allowed if calls[pathway] == funded)
        return supplier, measure, pathways, funded

    def _fate(self, number: int, supplier: Supplier) -> OfferState:
        if number < len(GUIDANCE + TRAINING) or not supplier.is_accredited:
            return OfferState.PUBLISHED
        throw = self._chance.randint(0, 99)
        for state, share in _ODD_ENDS:
            throw -= share
            if throw < 0:
                return state
        return OfferState.PUBLISHED

    def _offer_row(self, number: int, proposal: Proposal, place: Place) -> dict[str, object]:
        measure, supplier = proposal.measure, proposal.supplier
        words = OPENING_WORDS[str(field_for(self._rules.service_type(measure.service_type)).value)]
        content = CONTENTS[measure.title]
        is_shown = proposal.state in (OfferState.PUBLISHED, OfferState.SUSPENDED)
        return {
            "id": proposal.id,
            "provider_id": supplier.id,
            "call_id": proposal.call_id,
            "own_key": f"OFF-{number + 1:04d}",
            "title": measure.title,
            "service_type": measure.service_type,
            "pathways": list(proposal.pathways),
            "hours": measure.hours,
            "description": f"{content.doing}\n\n{words}",
            "learning": measure.learning,
            "requirements": measure.requirements,
            "certificate": measure.certificate,
            "skills": codes(Kind.SKILL, content.skills),
            "occupations": codes(Kind.OCCUPATION, content.occupations),
            "accessibility": ACCESSIBILITY[number % len(ACCESSIBILITY)],
            "mode": measure.mode,
            "site_id": place.id,
            "contact_name": "Segreteria corsi",
            "contact_email": f"corsi.{supplier.id}@enti.example",
            "contact_phone": f"000 {200_000 + supplier.id % 1000 * 37}",
            "state": proposal.state,
            "created_at": proposal.published_at - timedelta(days=6),
            "submitted_at": None
            if proposal.state is OfferState.DRAFT
            else proposal.published_at - timedelta(days=4),
            "confirmed_on": self._today - timedelta(days=number % 80) if is_shown else None,
            "first_published_at": proposal.published_at if is_shown else None,
        }

    def _offer_history(self, proposal: Proposal, officer: Actor) -> None:
        manager, at = proposal.supplier.manager, proposal.published_at
        reach = Reach(provider_id=proposal.supplier.id)
        subject = Subject("offer", proposal.id, reach, OFFER)
        state = self._trails.begin(Act(manager, at - timedelta(days=6)), "offer:write", subject)
        note = "Verifica in corso su una segnalazione."
        steps = {
            OfferAction.SUBMIT: Act(manager, at - timedelta(days=4)),
            OfferAction.APPROVE: Act(officer, at),
            OfferAction.SUSPEND: Act(officer, self._now - timedelta(days=12), "complaint", note),
            OfferAction.WITHDRAW: Act(
                manager, self._now - timedelta(days=WITHDRAWN_DAYS_AGO), "no_demand"
            ),
        }
        for action in _LIVES[proposal.state]:
            state = self._trails.perform(steps[action], subject, state, action)

    def _editions(self, proposal: Proposal, place: Place) -> None:
        measure = proposal.measure
        first = self._today - timedelta(days=FIRST_EDITION_DAYS_AGO - self._chance.randint(0, 50))
        if proposal.state in (OfferState.DRAFT, OfferState.SUBMITTED):
            first = self._today + timedelta(days=20)
        starts_on, number = first, 0
        while starts_on <= self._today + timedelta(days=LAST_EDITION_DAYS_AHEAD):
            number += 1
            starts_on += timedelta(days=(7 - starts_on.weekday()) % 7)  # a Monday
            where = place if number % 3 else self._chance.choice(proposal.supplier.sites)
            self.runs.append(
                Run(
                    id=self._writer.key(Edition),
                    proposal=proposal,
                    code=f"E{number:02d}",
                    place=where,
                    starts_on=starts_on,
                    ends_on=starts_on + timedelta(days=7 * measure.weeks - 3),
                    enrol_by=starts_on - timedelta(days=3),
                    seats=max(3, measure.seats // self._chance.choice(GROUP_SIZES)),
                    is_cancelled=self._chance.random() < CANCELLED_SHARE,
                )
            )
            starts_on += timedelta(days=self._chance.randint(*DAYS_BETWEEN_EDITIONS))


_LIVES: Mapping[OfferState, Sequence[OfferAction]] = {
    OfferState.DRAFT: (),
    OfferState.SUBMITTED: (OfferAction.SUBMIT,),
    OfferState.PUBLISHED: (OfferAction.SUBMIT, OfferAction.APPROVE),
    OfferState.SUSPENDED: (OfferAction.SUBMIT, OfferAction.APPROVE, OfferAction.SUSPEND),
    OfferState.WITHDRAWN: (OfferAction.SUBMIT, OfferAction.APPROVE, OfferAction.WITHDRAW),
}
