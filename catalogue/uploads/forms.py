"""Forms of uploads."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField

from app.core.forms import BaseForm, choices


class UploadForm(BaseForm):
    """A file to be checked."""

    file = FileField(
        _("File with your offers"),
        description=_("XLSX, XLS, ODS, CSV, XML or JSON, at most 20 MB and 100,000 rows."),
        validators=[FileRequired(_("Choose a file first."))],
        render_kw={"accept": ".xlsx,.xls,.ods,.csv,.xml,.json"},
    )


class DialectForm(BaseForm):
    """How a text file is written, where what was found is not right."""

    encoding = SelectField(
        _("Encoding"),
        choices=choices(
            [
                ("utf-8-sig", "UTF-8"),
                ("cp1252", _("Western European (Windows)")),
                ("utf-16", "UTF-16"),
            ]
        ),
    )
    separator = SelectField(
        _("Cells are separated by"),
        choices=choices(
            [
                (";", _("Semicolon ( ; )")),
                (",", _("Comma ( , )")),
                ("\t", _("Tabulator")),
                ("|", _("Vertical bar ( | )")),
            ]
        ),
    )
    decimal = SelectField(
        _("Decimal sign"),
        choices=choices([(",", _("Comma: 1.234,50")), (".", _("Point: 1,234.50"))]),
    )


class AcceptForm(BaseForm):
    """The second confirmation."""

    submit_too = BooleanField(
        _("Submit them for approval at once"),
        description=_("Otherwise they are kept as drafts."),
    )
