"""Documents as PDF: a typst template and plain data in, an accessible and archivable file out."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno
import typst

FONTS = Path(__file__).parents[1] / "web/static/vendor/bootstrap-italia/fonts"


def render_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The document of a typst template filled with plain data (texts, numbers, lists, maps).

    Data reaches the template as JSON in `sys.inputs.d`, never pasted into its source: whatever people
    typed is printed as it is. Raises typst.TypstError when the template breaks an accessibility rule.
    """
    compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=[str(FONTS)])
    # PDF/A-2a to be kept, PDF/UA-1 to be read by everybody: refused without alternative texts.
    result = compiler.compile(
        format="pdf", pdf_standards=["a-2a", "ua-1"], sys_inputs={"d": json.dumps(data)}
    )
    if not isinstance(result, bytes):
        raise TypeError("a PDF is one file")
    return result


def qr_code(address: str) -> str:
    """A QR code of the address as SVG text, for templates to embed."""
    buffer = io.BytesIO()
    segno.make(address, error="m").save(buffer, kind="svg", scale=4, border=2, xmldecl=False)
    return buffer.getvalue().decode()
