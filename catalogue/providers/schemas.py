"""The versions of the platform agreement, read from the files beside this package."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema, fields, post_load

from catalogue.providers.rules import AgreementClause, AgreementText, Spoken

FOLDER = Path(__file__).parent / "agreements"


class SpokenSchema(Schema):
    """A sentence in both languages."""

    it = fields.String(required=True)
    en = fields.String(required=True)

    @post_load
    def made(self, values: dict[str, Any], **_options: Any) -> Spoken:
        """The sentence."""
        return Spoken(**values)


class ClauseSchema(Schema):
    """A paragraph with its heading."""

    code = fields.String(required=True)
    title = fields.Nested(SpokenSchema, required=True)
    text = fields.Nested(SpokenSchema, required=True)

    @post_load
    def made(self, values: dict[str, Any], **_options: Any) -> AgreementClause:
        """The paragraph."""
        return AgreementClause(**values)


class AgreementTextSchema(Schema):
    """One version of the agreement."""

    version = fields.String(required=True)
    effective_from = fields.Raw(required=True)
    source = fields.Nested(SpokenSchema, required=True)
    verified = fields.Boolean(required=True)
    title = fields.Nested(SpokenSchema, required=True)
    clauses = fields.List(fields.Nested(ClauseSchema), required=True)


@cache
def agreement_text(version: str) -> AgreementText:
    """The agreement's words in that version. Raises FileNotFoundError for one that never was."""
    path = FOLDER / f"{version}.yaml"
    content = path.read_bytes()
    values = AgreementTextSchema().load(yaml.safe_load(content))
    values["clauses"] = tuple(values["clauses"])
    return AgreementText(**values, content_hash=hashlib.sha256(content).hexdigest())


def present_agreement() -> AgreementText:
    """The version to be signed today: the highest number."""
    return agreement_text(max((path.stem for path in FOLDER.glob("*.yaml")), key=int))
