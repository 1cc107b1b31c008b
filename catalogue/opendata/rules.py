"""What a row of the open data holds: the one table the files, the schema and the page are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.language import N_

LICENCE = "Creative Commons Attribution 4.0 International"
LICENCE_SHORT = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: Mapping[str, str] = {"catalogue.csv": "text/csv", "catalogue.json": "application/json"}
"""Name and type of each file of a release."""


@dataclass(frozen=True)
class Field:
    """A field of a row: its name, its JSON type, whether it can be empty, what it means."""

    name: str
    kind: str
    meaning: str
    source: str
    """How the database reads it: never a column about a person."""
    empty: bool = False
    format: str = ""


def _day(name: str, meaning: str, source: str, empty: bool = True) -> Field:
    return Field(name, "string", meaning, source, empty, "date")


FIELDS: tuple[Field, ...] = (
    Field("offer", "integer", N_("Number of the offer, the same for ever"), "o.id"),
    Field("title", "string", N_("Title"), "o.title"),
    Field("service_type", "string", N_("Code of the type of service"), "o.service_type"),
    Field("pathways", "array", N_("Numbers of the pathways it is for"), "o.pathways"),
    Field("hours", "integer", N_("Hours; 0 for services paid by result"), "o.hours"),
    Field("description", "string", N_("What people do"), "o.description"),
    Field("learning", "string", N_("What people learn"), "o.learning"),
    Field("requirements", "string", N_("What people need to take part"), "o.requirements"),
    Field("certificate", "string", N_("Code of what people receive at the end"), "o.certificate"),
    Field("skills", "array", N_("Skills it gives: codes of ESCO"), "o.skills"),
    Field("occupations", "array", N_("Jobs it prepares for: codes of ESCO"), "o.occupations"),
    Field("mode", "string", N_("Code of how it is held"), "o.mode"),
    Field("language", "string", N_("Language it is held in (ISO 639-1)"), "o.language"),
    Field("accessibility", "string", N_("Accessibility"), "o.accessibility"),
    Field("call", "string", N_("Code of the call that funds it"), "c.code", empty=True),
    _day("confirmed_on", N_("Day the provider last confirmed it"), "o.confirmed_on"),
    Field("provider", "string", N_("Legal name of the provider"), "p.legal_name"),
    Field("provider_tax_number", "string", N_("Tax number of the provider"), "p.tax_number"),
    Field("accreditation", "string", N_("Accreditation number"), "p.accreditation_number"),
    Field("website", "string", N_("Website of the provider"), "p.website"),
    Field("edition", "string", N_("Code of the edition; empty: none on show"), "e.code", True),
    _day("starts_on", N_("First day"), "e.starts_on"),
    _day("ends_on", N_("Last day"), "e.ends_on"),
    _day("enrol_by", N_("Last day to enrol"), "e.enrol_by"),
    Field("timetable", "string", N_("Timetable in words"), "e.timetable", True),
    Field("seats", "integer", N_("Places"), "e.seats", True),
    Field(
        "places_left",
        "integer",
        N_("Places left when the file was made"),
        "e.seats - e.taken - e.held",
        True,
    ),
    Field("state", "string", N_("Code of the state of the edition"), "e.state", True),
    Field("site", "string", N_("Name of the site"), "s.name", True),
    Field("address", "string", N_("Address of the site"), "s.address", True),
    Field(
        "municipality_code",
        "string",
        N_("ISTAT code of the municipality"),
        "s.municipality_code",
        True,
    ),
    Field("municipality", "string", N_("Municipality"), "m.name", True),
    Field("latitude", "number", N_("Latitude of the site"), "s.latitude", True),
    Field("longitude", "number", N_("Longitude of the site"), "s.longitude", True),
    Field("step_free", "boolean", N_("Whether one enters without steps"), "s.step_free", True),
    Field("office_phone", "string", N_("Telephone of the site's office"), "s.phone", True),
    Field("office_email", "string", N_("Email address of the site's office"), "s.email", True),
)


def json_schema(address: str) -> dict[str, Any]:
    """The JSON Schema of a row, as it is published at that address."""
    return {
        "$schema": SCHEMA_DIALECT,
        "$id": address,
        "title": "Percorso catalogue: one edition of one offer",
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in FIELDS],
        "properties": {field.name: _property(field) for field in FIELDS},
    }


def _property(field: Field) -> dict[str, Any]:
    written: dict[str, Any] = {
        "type": [field.kind, "null"] if field.empty else field.kind,
        "description": field.meaning,
    }
    if field.format:
        written["format"] = field.format
    if field.kind == "array":
        written["items"] = {"type": "integer" if field.name == "pathways" else "string"}
    return written
