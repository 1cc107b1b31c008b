"""Why a file as a whole is not taken."""

from app.core.errors import Refusal
from app.core.language import N_
from catalogue.uploads.rules import LARGEST_FILE, MEGABYTE, MOST_COLUMNS, MOST_EDITIONS, MOST_ROWS


class FileRefused(Exception):
    """The file as a whole cannot be taken."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(code)
        self.reason = Refusal(code, message, params, "file")


def empty() -> FileRefused:
    """There is nothing in it."""
    return FileRefused("empty", N_("The file is empty."))


def too_large() -> FileRefused:
    """More bytes than are taken."""
    message = N_("The file is larger than %(most)s MB. Divide it into smaller files.")
    return FileRefused("too_large", message, most=LARGEST_FILE // MEGABYTE)


def too_large_inside() -> FileRefused:
    """A small file that unpacks, or is laid out, to a large one."""
    message = N_("Unpacked, the file is far larger than a list of offers. It is not opened.")
    return FileRefused("too_large_inside", message)


def too_many_rows() -> FileRefused:
    """More rows than are taken."""
    message = N_("The file has more than %(most)s rows. Divide it into smaller files.")
    return FileRefused("too_many_rows", message, most=MOST_ROWS)


def too_many_columns() -> FileRefused:
    """More columns than a list of offers can have."""
    message = N_("The file has more than %(most)s columns. Use the columns of the template.")
    return FileRefused("too_many_columns", message, most=MOST_COLUMNS)


def too_many_editions(key: str) -> FileRefused:
    """More rows of one offer than an offer can have editions."""
    message = N_(
        "The offer %(key)s has more than %(most)s rows. Use another code for some of them."
    )
    return FileRefused("too_many_editions", message, key=key[:64], most=MOST_EDITIONS)


def something_else(kind: str) -> FileRefused:
    """The ending of the name promises what the content is not."""
    message = N_("The name says %(kind)s, but the content is something else.")
    return FileRefused("something_else", message, kind=kind.upper())


def unreadable() -> FileRefused:
    """It looks right from outside, but cannot be read to its end."""
    message = N_(
        "The file cannot be read to its end: it is damaged, or a cell in it is too long. Open it, "
        "save it again and upload it once more."
    )
    return FileRefused("unreadable", message)


def protected() -> FileRefused:
    """A password stands before its content."""
    message = N_("The file is protected by a password. Save it without one.")
    return FileRefused("protected", message)


def macros() -> FileRefused:
    """It holds programs."""
    return FileRefused("macros", N_("The file holds macros. Save it without macros."))


def links() -> FileRefused:
    """It takes values out of other files."""
    return FileRefused("links", N_("The file refers to other files. Paste the values instead."))


def entities() -> FileRefused:
    """An XML file that declares a document type, by which small files grow without end."""
    message = N_("The file declares a document type (DOCTYPE). Remove that line: it is not needed.")
    return FileRefused("entities", message)


def strange_columns(names: list[str]) -> FileRefused:
    """Columns nobody knows."""
    message = N_("These columns are not known: %(names)s. Use the names of the template.")
    return FileRefused("strange_columns", message, names=", ".join(names)[:300])
