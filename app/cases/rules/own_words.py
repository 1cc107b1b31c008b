"""What the person is told of each step of their own journey: what happens now, who acts, what follows."""

from dataclasses import dataclass

from app.core.language import N_


@dataclass(frozen=True)
class StepWords:
    """A step in plain words: its heading, what it means, and what comes afterwards."""

    heading: str
    meaning: str
    next: str


STEP_WORDS: dict[str, StepWords] = {
    "declare": StepWords(
        N_("Your declaration of availability has to be recorded"),
        N_(
            "With it you say that you are looking for work and are available. Your centre records it with you."
        ),
        N_("Then the centre checks it, and your journey begins."),
    ),
    "validate": StepWords(
        N_("Your centre is checking your declaration"),
        N_("You have done your part. The centre checks the declaration and tells you here."),
        N_("Then comes a first calculation of how far you are from a new job."),
    ),
    "profile": StepWords(
        N_("Your centre is preparing your profile"),
        N_("From your data a first estimate is made of how much help is useful."),
        N_("Then comes an interview about your work, your skills and your situation."),
    ),
    "assess": StepWords(
        N_("Your interview at the centre"),
        N_(
            "Together you look at your work experience, your skills and whatever makes the search harder."
        ),
        N_("From the result a pathway is proposed, with its reasons."),
    ),
    "decide": StepWords(
        N_("Your counsellor is deciding the pathway"),
        N_("The rules propose, a person decides. You will read the reasons here."),
        N_("Then the agreement is written."),
    ),
    "draft": StepWords(
        N_("Your agreement is being written"),
        N_("It says what you will do and what the centre will do for you, with dates."),
        N_("You will read it here and sign it."),
    ),
    "sign": StepWords(
        N_("Your agreement waits for your signature"),
        N_("Read it calmly. If something is not right, call your counsellor before signing."),
        N_("After your signature the centre signs too, and you can choose your measure."),
    ),
    "countersign": StepWords(
        N_("Your centre is signing the agreement"),
        N_("You have signed. The agreement is in force when the centre has signed too."),
        N_("Then you choose measure and provider."),
    ),
    "choose": StepWords(
        N_("Choose your measure and who will follow you"),
        N_("Compare what is offered near you: distance, start, places left. The choice is yours."),
        N_("Then the centre issues your voucher."),
    ),
    "issue": StepWords(
        N_("Your centre is issuing the voucher"),
        N_("You have chosen. The voucher pays the provider: it costs you nothing."),
        N_("Then the provider answers."),
    ),
    "take_up": StepWords(
        N_("The provider has to answer"),
        N_(
            "They have your voucher and have to take it up by the date shown. If they stay silent, you choose again."
        ),
        N_("Then you have your first appointment."),
    ),
    "deliver": StepWords(
        N_("Your measure is under way"),
        N_("The provider has taken you on. On your voucher you find place, hours and contacts."),
        N_("At its end you see your counsellor again."),
    ),
    "closed": StepWords(
        N_("Your case is closed"),
        N_("Nothing is asked of you. If you are looking for work again, talk to your centre."),
        N_("Your data and documents stay readable here."),
    ),
}
"""By the value of the case's step."""

STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Declaration"), ("declare", "validate")),
    (N_("Assessment"), ("profile", "assess", "decide")),
    (N_("Agreement"), ("draft", "sign", "countersign")),
    (N_("Choice"), ("choose",)),
    (N_("Voucher"), ("issue", "take_up")),
    (N_("Measure"), ("deliver", "closed")),
)
"""The journey as the person sees it: six stages of the case's steps."""


def stage_states(step: str) -> list[tuple[str, str]]:
    """Each stage's label with `done`, `current` or `todo`, for a case standing at `step`."""
    current = next(place for place, (_, steps) in enumerate(STAGES) if step in steps)
    if step == "closed":
        current = len(STAGES)
    return [
        (label, "done" if place < current else "current" if place == current else "todo")
        for place, (label, _) in enumerate(STAGES)
    ]


PART_WORDS: dict[str, str] = {
    "overview": N_("Overview of the case"),
    "data": N_("Personal data"),
    "personal_data": N_("Personal data"),
    "account": N_("Account of the own area"),
    "did": N_("Declaration of availability"),
    "conditionality": N_("Conditionality"),
    "profile": N_("Quantitative profile"),
    "profiling": N_("Quantitative profile"),
    "assessment": N_("Assessment"),
    "objections": N_("Objections to the assessment"),
    "pathway": N_("Pathway"),
    "agreement": N_("Service agreement"),
    "agreement_report": N_("Report on the agreement"),
    "duties": N_("Appointments and duties"),
    "choice": N_("Choice of measure"),
    "waiting": N_("Waiting lists"),
    "shortlist": N_("Shortlist of measures"),
    "searches": N_("Saved searches"),
    "voucher": N_("Voucher"),
    "vouchers": N_("Vouchers"),
    "export": N_("List taken as a file"),
    "own_area": N_("Your own area"),
    "consents": N_("Consents"),
    "access_log": N_("This list"),
}
PURPOSE_WORDS: dict[str, str] = {
    "case_management": N_("To follow your case"),
    "own_record": N_("You, reading your own record"),
    "audit": N_("Control"),
    "export": N_("To work with a list"),
    "voucher": N_("To manage your voucher"),
}
