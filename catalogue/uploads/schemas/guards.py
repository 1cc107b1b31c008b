"""The first look at a file nobody vouches for: whether it is what its name says, before it is opened."""

import io
import re
import zipfile
from collections.abc import Iterator

from app.core.language import N_
from catalogue.uploads.rules import (
    ACCEPTED_KINDS,
    ALWAYS_UNZIPPED,
    LARGEST_FILE,
    LARGEST_UNZIPPED,
    MOST_COLUMNS,
    MOST_MEMBERS,
    MOST_ROWS,
    MOST_TIMES_LARGER,
)
from catalogue.uploads.schemas import refusals
from catalogue.uploads.schemas.dialects import decoded
from catalogue.uploads.schemas.refusals import FileRefused

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]*?\br="([0-9]{1,10})"')
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="([0-9]{1,12})"')
_WINDOW = 1 << 20
_SHEET_COLUMNS, _SHEET_ROWS = 16_384, 1_048_576
_MACRO_FOLDERS = ("vbaproject", "/macrosheets/", "basic/", "scripts/")


def checked_kind(file_name: str, content: bytes) -> str:
    """One of the kinds taken, when the file is one whatever its name says. Raises FileRefused."""
    kind = file_name.rpartition(".")[2].lower()
    if kind in ("xlsm", "xlsb", "xltm"):
        raise refusals.macros()
    if kind not in ACCEPTED_KINDS:
        message = N_("Files of this kind are not taken. Save it as one of: %(kinds)s.")
        raise FileRefused("kind", message, kinds=", ".join(ACCEPTED_KINDS).upper())
    if not content.strip():
        raise refusals.empty()
    if len(content) > LARGEST_FILE:
        raise refusals.too_large()
    if kind in ("xlsx", "ods"):
        _check_archive(kind, content)
    elif kind == "xls":
        _check_old_workbook(content)
    else:
        _check_text(kind, content)
    return kind


def _check_text(kind: str, content: bytes) -> None:
    text = None if content.startswith((_ZIP, _OLE)) else decoded(content)
    if text is None:
        raise refusals.something_else(kind)
    beginning = text.lstrip("\ufeff \t\r\n")[:1]
    if (kind == "xml") != (beginning == "<") or (kind == "json" and beginning not in "[{"):
        raise refusals.something_else(kind)
    if kind == "xml" and re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise refusals.entities()
    if kind == "csv" and "\0" in text:
        raise refusals.something_else(kind)


def _check_old_workbook(content: bytes) -> None:
    if not content.startswith(_OLE):
        raise refusals.something_else("xls")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise refusals.macros()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusals.protected()
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise refusals.something_else("xls")


def _check_archive(kind: str, content: bytes) -> None:
    if content.startswith(_OLE):  # how a workbook with a password is packed
        raise refusals.protected()
    if not content.startswith(_ZIP):
        raise refusals.something_else(kind)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive, kind, len(content))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise refusals.something_else(kind) from error


def _check_members(archive: zipfile.ZipFile, kind: str, size: int) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    unzipped = sum(member.file_size for member in members)
    allowed = min(LARGEST_UNZIPPED, max(ALWAYS_UNZIPPED, size * MOST_TIMES_LARGER))
    if len(members) > MOST_MEMBERS or unzipped > allowed:
        raise refusals.too_large_inside()
    if any(member.flag_bits & 1 for member in members):
        raise refusals.protected()
    _check_names(names)
    if kind == "ods":
        _check_open_document(archive, names)
        return
    if "xl/workbook.xml" not in names:
        raise refusals.something_else(kind)
    for name in names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_extent(archive, name)


def _check_names(names: list[str]) -> None:
    if any(sign in name.lower() for name in names for sign in _MACRO_FOLDERS):
        raise refusals.macros()
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise refusals.links()


def _check_extent(archive: zipfile.ZipFile, name: str) -> None:
    """A single cell far away makes readers lay out every cell before it."""
    for block in _blocks(archive, name):
        if any(int(number) > MOST_ROWS + 10 for number in _ROW.findall(block)):
            raise refusals.too_many_rows()
        for letters, number in _CELL.findall(block):
            if int(number) > MOST_ROWS + 10:
                raise refusals.too_many_rows()
            if len(letters) > 2 or _column_number(letters) > MOST_COLUMNS:
                raise refusals.too_many_columns()


def _check_open_document(archive: zipfile.ZipFile, names: list[str]) -> None:
    if "content.xml" not in names or b"opendocument.spreadsheet" not in _start(archive, "mimetype"):
        raise refusals.something_else("ods")
    if b"encryption-data" in _start(archive, "META-INF/manifest.xml"):
        raise refusals.protected()
    for block in _blocks(archive, "content.xml"):
        for way, times in _REPEATED.findall(block):
            # Programs repeat an empty cell to the edge of the sheet; nobody repeats full ones so far.
            edge = _SHEET_COLUMNS if way == b"columns" else _SHEET_ROWS
            if int(times) > edge:
                if way == b"columns":
                    raise refusals.too_many_columns()
                raise refusals.too_many_rows()


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The member piece by piece, each with the end of the one before, so that no tag is cut."""
    rest = b""
    with archive.open(name) as member:
        while block := member.read(_WINDOW):
            yield rest + block
            rest = block[-300:]


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(_WINDOW)
    except KeyError:
        return b""


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
