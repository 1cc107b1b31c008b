"""Documents: accessible, archivable, and printing what people typed as it is."""

import pytest
import typst

from app.core.documents import qr_code, render_pdf

TEMPLATE = """#let d = json(bytes(sys.inputs.d))
#set document(title: d.title)
#set text(lang: "it")
= #d.title
#image(bytes(d.qr), format: "svg", alt: d.alt)
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "sheet.typ"
    path.write_text(TEMPLATE)
    return path


def test_a_document_is_a_tagged_pdf_in_its_language(template):
    data = {"title": "#strong[x] $y$ <z>", "qr": qr_code("http://x.example/v/1"), "alt": "QR"}
    pdf = render_pdf(template, data)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in pdf or b"/ObjStm" in pdf
    assert b"pdfuaid" in pdf


def test_a_picture_without_words_is_refused(template):
    template.write_text(TEMPLATE.replace(", alt: d.alt", ""))
    with pytest.raises(typst.TypstError, match="alt"):
        render_pdf(template, {"title": "x", "qr": qr_code("x"), "alt": ""})


def test_a_qr_code_is_an_image_of_the_address():
    assert qr_code("http://x.example/v/1") == qr_code("http://x.example/v/1")
    assert qr_code("http://x.example/v/1") != qr_code("http://x.example/v/2")
    assert qr_code("x").startswith("<svg")
