"""Forms of uploads."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from app.core.forms import BaseForm


class UploadForm(BaseForm):
    """A file to be checked."""

    file = FileField(
        _("File with your offers"),
        description=_("XLSX or CSV, at most 8 MB and 20,000 rows."),
        validators=[FileRequired(_("Choose a file first."))],
        render_kw={"accept": ".xlsx,.csv"},
    )


class AcceptForm(BaseForm):
    """The second confirmation."""

    submit_too = BooleanField(
        _("Submit them for approval at once"),
        description=_("Otherwise they are kept as drafts."),
    )
