"""What can be wrong with a rule set document, told with its place and its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.core.errors import Refusal
from app.core.language import N_

Place = tuple[str | int, ...]
"""Where a value stands in the document: names of fields and positions in lists, from the top."""

MESSAGES: Mapping[str, str] = {
    # The file.
    "too_long": N_("the text is larger than %(most)s MB"),
    "not_text": N_("this is not a text file in the encoding UTF-8"),
    "control_character": N_("a character that cannot be shown stands in the text"),
    "empty": N_("the text is empty"),
    "not_yaml": N_("this is not YAML: %(said)s"),
    "second_document": N_("a second document begins here; a file holds one"),
    "not_a_document": N_("a rule set begins with named fields, such as “code: gol”"),
    "name_not_text": N_("the name of a field must be a text, in quotes where it looks otherwise"),
    "twice_in_file": N_("the field %(name)s stands here and on line %(first)s already"),
    "nested_too_deep": N_("fields are nested deeper than %(most)s levels"),
    "too_large": N_("with its repetitions the document has more than %(most)s values"),
    "unknown_anchor": N_("*%(name)s repeats something that was not named before"),
    "anchor_in_itself": N_("*%(name)s repeats the very thing it stands in"),
    "unknown_tag": N_("the mark %(tag)s is not allowed"),
    "not_a_value": N_("this value cannot be read: %(value)s"),
    # The shape.
    "required": N_("the field %(name)s is missing"),
    "unknown_field": N_("there is no field %(name)s here"),
    "whole_number": N_("not a whole number: %(value)s"),
    "number_too_large": N_("the number is too large: %(value)s"),
    "number": N_("not a number: %(value)s"),
    "text": N_("not a text: %(value)s"),
    "truth": N_("neither true nor false: %(value)s"),
    "day": N_("not a date: %(value)s"),
    "one_of": N_("%(value)s is none of: %(known)s"),
    "list": N_("a list is expected, not %(value)s"),
    "fields": N_("named fields are expected, not %(value)s"),
    "unfit": N_("this value does not fit here: %(value)s"),
    # What the parts say of each other.
    "unknown_source": N_("unknown source %(value)s"),
    "unverifiable": N_("a value without a public source cannot be verified"),
    "verified_by_whom": N_("verified by whom and when?"),
    "twice": N_("%(value)s stands %(count)s times"),
    "unknown_pathway": N_("unknown pathway %(value)s"),
    "hours_disordered": N_("hours_min is above hours_max, or negative"),
    "tariff_missing": N_("a service type needs a tariff"),
    "tariff_kind": N_("kind and tariff unit disagree"),
    "tariff_negative": N_("amounts cannot be negative, groups not empty"),
    "tariff_not_highest": N_("the tariff of a result is its highest amount, %(amount)s"),
    "days_negative": N_("days cannot be negative"),
    "bands_or_categories": N_("a factor has either categories or bands"),
    "bands_not_open": N_("the first band starts, or the last ends, too early"),
    "bands_gap": N_("gap or overlap between %(lower)s and %(upper)s"),
    "limits_not_rising": N_("limits must rise"),
    "limits_not_one": N_("the last class must reach 1"),
    "choices": N_("max_choices must lie between 1 and the number of answers"),
    "unknown_scoring": N_("unknown scoring function %(value)s"),
    "unknown_prefill": N_("unknown prefill function %(value)s"),
    "prefill_missing": N_("a hidden or read-only question needs a prefill function"),
    "hidden_and_shown": N_("a hidden question is neither read-only nor free text"),
    "prefill_answer": N_("the prefill function gives %(value)s, which is no answer here"),
    "no_earlier_question": N_("no earlier question %(value)s in this area"),
    "asked_when_empty": N_("a sub-question needs the answers that make it be asked"),
    "unknown_answer": N_("unknown answer %(value)s"),
    "score_negative": N_("a score cannot be negative"),
    "unknown_flag": N_("unknown flag %(value)s"),
    "unknown_area": N_("unknown area %(value)s"),
    "unknown_class": N_("unknown class %(value)s"),
    "not_for_everybody": N_("the last decision must hold for everybody"),
    "hidden_decisions": N_("a decision that always holds hides those after it"),
    "area_not_optional": N_("only an area that is not always asked can be opened"),
    "override_reason_missing": N_("no reason to override towards pathway %(value)s"),
    "longer_than_column": N_("longer than %(most)s characters"),
}
"""Every fault by its code; a check that is added has its sentence here, so that pages speak it."""

SOME_FAULTS = N_("This is not a rule set yet.")
NO_FAULTS = N_("No faults.")
LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Fault(Refusal):
    """One thing wrong with a document: a refusal that knows where."""

    place: Place = ()
    line: int | None = None
    column: int | None = None

    @property
    def path(self) -> str:
        """The place as people write it: `$.index.classes[2]`."""
        return "$" + "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place
        )

    def at_line(self, line: int, column: int) -> "Fault":
        """The same fault, found in a text."""
        return replace(self, line=line, column=column)

    def __str__(self) -> str:
        """In the English of the source, for logs and the command line."""
        where = f" @ {self.path}" if self.place or self.line is None else ""
        return f"{self.message % self.params}{where}" + (f", line {self.line}" if self.line else "")


def fault(code: str, place: Place = (), **params: object) -> Fault:
    """The fault of that code; KeyError where the table above lacks its sentence."""
    return Fault(code, MESSAGES[code], params, place=place)


def quoted(value: object) -> str:
    """A value as a message shows it: never longer than a line."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


class RuleSetInvalid(ValueError):
    """The document is no rule set; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.errors))

    @property
    def errors(self) -> list[str]:
        """Each fault in English, with its path."""
        return [str(found) for found in self.faults]


class Unfit(ValueError):
    """A value does not fit its field; the place is found by whoever reads the whole."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params
