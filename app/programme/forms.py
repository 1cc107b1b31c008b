"""Forms of the rules' drafts."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField

from app.core.forms import BaseForm, choices, choices_of, stripped
from app.programme.states import RuleDraftState

MINE = "mine"
EVERYBODY = "all"


def unix_lines(value: Any) -> Any:
    """Browsers send their own line ends; the text is kept as it was written."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class DraftText(BaseForm):
    """The text of a draft; `keep` is pressed to save it with its faults."""

    revision = HiddenField(default="0")
    text = TextAreaField(_("Text of the rules"), filters=[unix_lines])

    def seen_revision(self) -> int:
        """The revision the person saw."""
        seen = self.revision.data or ""
        return int(seen) if seen.isdecimal() and len(seen) < 10 else 0


class NewDraft(DraftText):
    """A new draft: from a file, or typed and pasted."""

    file = FileField(
        _("File with the rules"),
        description=_("A YAML file in the encoding UTF-8, at most 1 MB."),
        render_kw={"accept": ".yaml,.yml"},
    )


class ReturnForm(BaseForm):
    """What the author should change."""

    note = TextAreaField(
        _("Note for the author"),
        description=_("Say what to change, so that it can be right the next time."),
        filters=[stripped],
    )


class PublishForm(BaseForm):
    """The confirmation: what was read is what is published."""

    seen = HiddenField()


class DraftFilters(Form):
    """Filters of the drafts."""

    q = StringField(_("Words of the title"), filters=[stripped])
    state = SelectField(_("State"), default="")
    author = SelectField(_("Written by"), default=EVERYBODY)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state.choices = [*choices([("", _("All"))]), *choices_of(RuleDraftState)]
        self.author.choices = choices([(EVERYBODY, _("Everybody")), (MINE, _("Me"))])

    def chosen_state(self) -> RuleDraftState | None:
        """The state asked for, when it is one."""
        known = {state.value: state for state in RuleDraftState}
        return known.get(self.state.data or "")
