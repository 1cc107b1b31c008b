"""The service agreement of a case: drafted, proposed, signed, countersigned; and its end."""

from datetime import date, timedelta
from typing import Any

from app.cases.models.jobseeker import Ball, Step
from app.cases.models.steps import AgreementStep, Consent, ServiceAgreement
from app.cases.states import AGREEMENT, AgreementAction
from app.cli.seed.story import Story
from app.cli.seed.trails import Act, Details, Subject
from profiling.matching.rules import choice_due

NUMBERS = "agreement_number_seq"
LASTS_DAYS = 365
SIGNED_ALONE = 0.7
FIRST_ACTION = {
    "it": "Scegliere con il centro la misura e l'ente",
    "en": "Choose measure and provider together with the centre",
}
DUTIES = (
    ("search_diary",
     {"it": "Aggiornare ogni settimana il diario della ricerca",
      "en": "Keep the search diary up to date every week"}, 45),
    ("interview",
     {"it": "Colloquio con il responsabile per fare il punto",
      "en": "Meeting with the person responsible to take stock"}, 60),
    ("cv",
     {"it": "Rivedere il curriculum e la lettera di presentazione",
      "en": "Revise the CV and the covering letter"}, 30),
    ("applications",
     {"it": "Inviare almeno tre candidature mirate",
      "en": "Send at least three targeted applications"}, 50),
)  # fmt: skip


def agree(story: Story) -> None:
    """From the draft to an agreement in force, and the right to choose."""
    story.wait(0, 4, may_drag=True)
    row, subject = _draft(story)
    story.wait(0, 2, may_drag=True)
    _move(story, row, subject, AgreementAction.PROPOSE, story.by_counsellor())
    row["proposed_at"] = story.at
    story.enter(Step.SIGN, Ball.JOBSEEKER, story.term("agreement_signature_days"))
    story.wait(0, 11, may_drag=True)
    _sign(story, row, subject)
    story.enter(Step.COUNTERSIGN, Ball.CENTRE, story.term("agreement_signature_days"))
    story.wait(0, 4, may_drag=True)
    story.read(story.counsellor, "agreement", row["number"])
    _move(story, row, subject, AgreementAction.COUNTERSIGN, story.by_counsellor())
    row["countersigned_at"], row["countersigned_by_id"] = story.at, story.counsellor.id
    story.enter(Step.CHOOSE, Ball.JOBSEEKER, choice_due(story.setting.rules, story.today))


def end(story: Story, reason: str) -> None:
    """End the agreement in force."""
    row, subject = story.notes["agreement"]
    _move(story, row, subject, AgreementAction.END, story.by_counsellor(reason))
    story.notes["agreement_ended_at"] = story.at


def _draft(story: Story) -> tuple[dict[str, Any], Subject]:
    setting = story.setting
    number = f"PSP-{story.today.year}-{setting.writer.ordinal(NUMBERS):07d}"
    key = setting.writer.key(ServiceAgreement)
    subject = Subject("service_agreement", key, story.reach, AGREEMENT, number)
    drafted: Details = {"number": number}
    state = setting.trails.begin(story.by_counsellor(), "agreement:draft", subject, drafted)
    row = story.keep(
        ServiceAgreement,
        {
            "id": key,
            "number": number,
            "state": state,
            "pathway": story.pathway,
            "rule_set_id": setting.rule_set_id,
            "responsible_id": story.counsellor.id,
            "content": _content(story),
            "ends_on": story.today + timedelta(days=LASTS_DAYS),
            "proposed_at": None,
            "signed_at": None,
            "signed_where": "",
            "signature_recorded_by_id": None,
            "countersigned_at": None,
            "countersigned_by_id": None,
            "created_at": story.at,
        },
    )
    story.notes["agreement"] = row, subject
    story.notes["agreement_id"] = key
    chosen_by = choice_due(setting.rules, story.today)
    _action(story, key, "choice", FIRST_ACTION[story.language], chosen_by)
    for code, words, days in setting.chance.sample(DUTIES, 2):
        _action(story, key, code, words[story.language], story.today + timedelta(days=days))
    return row, subject


def _action(story: Story, agreement_id: int, code: str, description: str, due_on: date) -> None:
    story.keep(
        AgreementStep,
        {
            "agreement_id": agreement_id,
            "code": code,
            "description": description,
            "due_on": due_on,
        },
    )


def _content(story: Story) -> dict[str, Any]:
    """The mandatory contents (D.Lgs. 150/2015, art. 20), by the codes of the rule set."""
    rules, pathway = story.setting.rules, story.pathway or 1
    terms, track = rules.agreement, rules.pathway(pathway)
    often = [item for item in terms.contact_frequencies if pathway in item.suggested_for]
    language = story.language
    return {
        "availability": [clause.code for clause in terms.availability],
        "data_consents": [clause.code for clause in terms.data_consents],
        "profile_class": story.profile_class,
        "profile": f"{track.name.spoken(language)}. {track.description.spoken(language)}",
        "contact_frequency": (often or list(terms.contact_frequencies))[0].code,
        "search_proofs": [item.code for item in terms.search_proofs[:2]],
        "removed": [],
    }


def _sign(story: Story, row: dict[str, Any], subject: Subject) -> None:
    """In the own area where the person has an account and uses it, else at the desk."""
    if story.account is not None and story.setting.chance.random() < SIGNED_ALONE:
        act = story.by(story.account)
        story.read(story.account, "agreement", row["number"])
        row["signed_where"] = "own_area"
        _move(story, row, subject, AgreementAction.SIGN, act)
    else:
        act = story.by_counsellor()
        row["signed_where"] = "desk"
        row["signature_recorded_by_id"] = story.counsellor.id
        _move(story, row, subject, AgreementAction.RECORD_SIGNATURE, act)
    row["signed_at"] = story.at
    for consent in story.setting.rules.agreement.data_consents:
        _consent(story, consent.code, act)


def _consent(story: Story, purpose: str, act: Act) -> None:
    key = story.setting.writer.key(Consent)
    story.keep(
        Consent,
        {
            "id": key,
            "purpose": purpose,
            "given_at": act.at,
            "recorded_by_id": act.actor.id,
        },
    )
    subject = Subject("consent", key, story.reach)
    story.setting.trails.record(act, "consent:give", subject, {"purpose": purpose})
    story.setting.trails.tell(act, "case", "give_consent", story.case)


def _move(
    story: Story, row: dict[str, Any], subject: Subject, action: AgreementAction, act: Act
) -> None:
    row["state"] = story.setting.trails.perform(act, subject, row["state"], action)
