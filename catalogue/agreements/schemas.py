"""The texts of the platform agreement that come with the software, read from the files beside."""

from pathlib import Path
from typing import Any

import yaml
from marshmallow import EXCLUDE, Schema, fields, post_load

from catalogue.agreements.rules import AgreementClause, AgreementText, RoleDuties, Spoken
from catalogue.providers.states import DataRole

FOLDER = Path(__file__).parent / "texts"


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

    class Meta:
        """The code a clause has in the file is for those who write it."""

        unknown = EXCLUDE

    title = fields.Nested(SpokenSchema, required=True)
    text = fields.Nested(SpokenSchema, required=True)

    @post_load
    def made(self, values: dict[str, Any], **_options: Any) -> AgreementClause:
        """The paragraph."""
        return AgreementClause(**values)


class RoleSchema(Schema):
    """The duties of a data-protection role."""

    role = fields.Enum(DataRole, by_value=True, required=True)
    when = fields.Nested(SpokenSchema, required=True)
    duties = fields.List(fields.Nested(SpokenSchema), required=True)

    @post_load
    def made(self, values: dict[str, Any], **_options: Any) -> RoleDuties:
        """The role."""
        return RoleDuties(values["role"], values["when"], tuple(values["duties"]))


class ShippedTextSchema(Schema):
    """One version with its dates."""

    number = fields.Integer(required=True)
    effective_from = fields.Raw(required=True)
    source = fields.Nested(SpokenSchema, required=True)
    verified = fields.Boolean(required=True)
    title = fields.Nested(SpokenSchema, required=True)
    clauses = fields.List(fields.Nested(ClauseSchema), required=True)
    roles = fields.List(fields.Nested(RoleSchema), load_default=list)


def shipped_texts() -> list[dict[str, Any]]:
    """Number, first day and words of each shipped version, in order."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        values = ShippedTextSchema().load(yaml.safe_load(path.read_bytes()))
        number, since = values.pop("number"), values.pop("effective_from")
        values |= {"clauses": tuple(values["clauses"]), "roles": tuple(values["roles"])}
        found.append({"number": number, "effective_from": since, "text": AgreementText(**values)})
    return found
