"""Forms of the platform agreement: signature, security questions, a new text."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.core.errors import Refusal
from app.core.forms import BaseForm, choices, choices_of, stripped
from app.programme.rules.provider_security import ProviderSecurity
from catalogue.agreements.operations import Signature
from catalogue.agreements.rules import (
    AgreementClause,
    AgreementText,
    Draft,
    RoleDuties,
    Spoken,
    Standing,
    clauses_of,
    pairing_refusals,
)
from catalogue.providers.forms import ADDRESS
from catalogue.providers.states import DataRole

_LENGTH = Length(max=254, message=_("Use at most %(max)d characters."))
ILLUSTRATIVE = Spoken(it="Testo illustrativo", en="Illustrative text")


class SignatureForm(BaseForm):
    """The signature of the platform agreement."""

    data_role = RadioField(
        _("Role of the provider under data-protection law"),
        choices=choices_of(DataRole),
        validators=[Optional()],
    )
    privacy_contact = StringField(
        _("Whom people write to about their data"),
        description=_("The data-protection officer, where there is one."),
        filters=[stripped],
        validators=[Optional(), _LENGTH],
    )
    privacy_email = EmailField(
        _("Email address for data protection"),
        filters=[stripped],
        validators=[Optional(), ADDRESS, _LENGTH],
    )
    read = BooleanField(
        _("I have read the agreement and sign it for the provider."),
        validators=[InputRequired(_("Tick the box to say that you have read and sign."))],
    )
    password = PasswordField(
        _("Your password"),
        description=_("Signing needs your own password, once more."),
        validators=[InputRequired(_("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )

    def content(self) -> Signature:
        """The signature as the operation takes it."""
        return Signature(
            password=self.password.data or "",
            data_role=DataRole(self.data_role.data) if self.data_role.data else None,
            privacy_contact=self.privacy_contact.data or "",
            privacy_email=self.privacy_email.data or "",
        )


def security_form(security: ProviderSecurity, language: str) -> type[BaseForm]:
    """A form with one question for each of the rule set, in the reader's language."""
    fields = {
        question.code: RadioField(
            question.text.spoken(language),
            choices=choices(
                [(answer.code, answer.text.spoken(language)) for answer in question.answers]
            ),
            validators=[InputRequired(_("Choose an answer."))],
        )
        for question in security.questions
    }
    return type("SecurityForm", (BaseForm,), fields)


class SignatureFilters(Form):
    """Filters of the list of signatures."""

    q = StringField(_("Name of the provider"), filters=[stripped])
    standing = SelectField(_("Signature"), default="")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.standing.choices = [*choices([("", _("All"))]), *choices_of(Standing)]

    def chosen(self) -> Standing | None:
        """The standing asked for, when it is one."""
        return {member.value: member for member in Standing}.get(self.standing.data or "")


def _long(label: Any, hint: Any = "") -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[stripped],
        validators=[
            InputRequired(_("Write this in both languages.")),
            Length(max=30_000, message=_("Use at most %(max)d characters.")),
        ],
    )


_CLAUSES = _("A line that begins with # is a heading; what follows is its text.")
_DUTIES = _("One duty to a line; the first line says when the provider has this role.")


class TextForm(BaseForm):
    """A new text, in both languages."""

    title_it = StringField(
        _("Title in Italian"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the title in both languages.")), _LENGTH],
    )
    title_en = StringField(
        _("Title in English"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the title in both languages.")), _LENGTH],
    )
    act = StringField(
        _("Act that adopts it"),
        description=_("Without an act the text says that it is illustrative."),
        filters=[stripped],
        validators=[Optional(), Regexp(r"^[^<>]*$"), _LENGTH],
    )
    effective_from = DateField(
        _("In force from"), validators=[InputRequired(_("Enter the first day."))]
    )
    sign_by = DateField(_("To be signed by"), validators=[InputRequired(_("Enter the last day."))])
    clauses_it = _long(_("Clauses in Italian"), _CLAUSES)
    clauses_en = _long(_("Clauses in English"), _CLAUSES)
    processor_it = _long(_("Duties of the processor, in Italian"), _DUTIES)
    processor_en = _long(_("Duties of the processor, in English"), _DUTIES)
    controller_it = _long(_("Duties of the controller, in Italian"), _DUTIES)
    controller_en = _long(_("Duties of the controller, in English"), _DUTIES)

    def mismatches(self) -> list[Refusal]:
        """Where the two languages do not say as many things."""
        parts: list[tuple[str, Sequence[object], Sequence[object]]] = [
            (
                "clauses_en",
                clauses_of(self.clauses_it.data or ""),
                clauses_of(self.clauses_en.data or ""),
            )
        ]
        for role in DataRole:
            it, en = self[f"{role.value}_it"], self[f"{role.value}_en"]
            parts.append((en.name, _lines(it), _lines(en)))
        return [reason for name, it, en in parts for reason in pairing_refusals(it, en, name)]

    def content(self) -> Draft:
        """The draft as the operation takes it; pairs in order."""
        it, en = clauses_of(self.clauses_it.data or ""), clauses_of(self.clauses_en.data or "")
        act = self.act.data or ""
        text = AgreementText(
            title=Spoken(it=self.title_it.data or "", en=self.title_en.data or ""),
            source=Spoken(it=act, en=act) if act else ILLUSTRATIVE,
            verified=bool(act),
            clauses=tuple(
                AgreementClause(Spoken(a[0], b[0]), Spoken(a[1], b[1]))
                for a, b in zip(it, en, strict=False)
            ),
            roles=tuple(self._role(role) for role in DataRole),
        )
        return Draft(text=text, effective_from=self.effective_from.data, sign_by=self.sign_by.data)

    def _role(self, role: DataRole) -> RoleDuties:
        pairs = zip(
            _lines(self[f"{role.value}_it"]), _lines(self[f"{role.value}_en"]), strict=False
        )
        lines = [Spoken(it, en) for it, en in pairs] or [Spoken("", "")]
        return RoleDuties(role, lines[0], tuple(lines[1:]))

    @classmethod
    def filled(cls, text: AgreementText) -> "TextForm":
        """The form with the words of an earlier text, to be changed."""
        values = {"title_it": text.title.it, "title_en": text.title.en}
        for language in ("it", "en"):
            values[f"clauses_{language}"] = "\n\n".join(
                f"# {clause.title.spoken(language)}\n{clause.text.spoken(language)}"
                for clause in text.clauses
            )
            for duties in text.roles:
                said = [duties.when, *duties.duties]
                values[f"{duties.role.value}_{language}"] = "\n".join(
                    one.spoken(language) for one in said
                )
        return cls(data=values)


def _lines(field: Any) -> list[str]:
    return [line.strip() for line in (field.data or "").splitlines() if line.strip()]
