"""The words in which a difference between two rule sets is told."""

from collections.abc import Mapping

from app.core.language import N_

ITEMS: Mapping[str, str] = {
    "Pathway": N_("Pathway"),
    "ServiceType": N_("Service type"),
    "Allowance": N_("Hours in pathway"),
    "Tariff": N_("Tariff"),
    "ResultAmount": N_("Result"),
    "Deadline": N_("Deadline"),
    "Parameter": N_("Value"),
    "Factor": N_("Factor"),
    "Category": N_("Category"),
    "Band": N_("Band"),
    "ProfileClass": N_("Class"),
    "Area": N_("Area"),
    "Section": N_("Section"),
    "Question": N_("Question"),
    "Answer": N_("Answer"),
    "Flag": N_("Flag"),
    "DecisionRule": N_("Decision rule"),
    "OpeningRule": N_("Opening rule"),
    "ScoreTest": N_("Score of area"),
    "Reason": N_("Reason"),
    "ContactFrequency": N_("Frequency of contacts"),
    "Source": N_("Source"),
}
"""What an item is called, by the name of its class."""

LISTS: Mapping[str, str] = {
    "contents": N_("Content of the agreement"),
    "availability": N_("Availability declared"),
    "search_proofs": N_("How the search is shown"),
    "data_consents": N_("Consent on data"),
}
"""What an item is called by the list it stands in, where its class does not say it."""

FIELDS: Mapping[str, str] = {
    "version": N_("version"),
    "code": N_("programme"),
    "effective_from": N_("in force from"),
    "title": N_("title"),
    "subtitle": N_("subtitle"),
    "summary": N_("summary"),
    "name": N_("name"),
    "description": N_("description"),
    "text": N_("text"),
    "hint": N_("hint"),
    "meaning": N_("meaning"),
    "reason": N_("reason"),
    "note": N_("note on the source"),
    "source": N_("source"),
    "verified": N_("checked"),
    "verified_by": N_("checked by"),
    "verified_on": N_("checked on"),
    "is_public": N_("public act"),
    "address": N_("web address"),
    "days": N_("days"),
    "value": N_("value"),
    "unit": N_("unit"),
    "lep": N_("essential service level"),
    "kind": N_("paid for"),
    "delivery": N_("delivery"),
    "hours_min": N_("hours at least"),
    "hours_max": N_("hours at most"),
    "amount": N_("amount"),
    "group_size": N_("participants per group"),
    "outcome": N_("result"),
    "intensity": N_("intensity"),
    "intercept": N_("starting point"),
    "coefficient": N_("coefficient"),
    "at_least": N_("at least"),
    "below": N_("below"),
    "at_most": N_("at most"),
    "minimum": N_("least value"),
    "maximum": N_("greatest value"),
    "up_to": N_("index up to"),
    "number": N_("number"),
    "score": N_("score"),
    "raises": N_("flags raised"),
    "stands_alone": N_("stands alone"),
    "max_choices": N_("answers at most"),
    "free_text": N_("free text"),
    "answered_by": N_("answered by"),
    "always_asked": N_("always asked"),
    "pathway": N_("pathway"),
    "pathways": N_("pathways"),
    "area": N_("area"),
    "classes": N_("profile class"),
    "all_flags": N_("all of these flags"),
    "any_flags": N_("at least one of these flags"),
    "no_flags": N_("none of these flags"),
    "every_days": N_("days between contacts"),
    "suggested_for": N_("suggested for pathways"),
}
"""What a field is called; one without a word here is told by its name in the file."""

NAMING_FIELDS = ("text", "title", "name", "meaning", "code", "number")
"""The fields an item is recognised by; the first with a text names it."""
