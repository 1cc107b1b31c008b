import pytest
from markupsafe import Markup

from app.web.drawing import html_params


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (
            {"class_": "pc-input", "id": "name", "type": "text"},
            'class="pc-input" id="name" type="text"',
        ),
        (
            {"data_kind": "x", "aria_label": "Say", "required": True, "disabled": False},
            'aria-label="Say" data-kind="x" required',
        ),
        ({"value": """<a "b" & 'c'>"""}, 'value="&lt;a &#34;b&#34; &amp; &#39;c&#39;&gt;"'),
        ({"value": Markup('x" y')}, 'value="x&quot; y"'),
        ({"value": 12, "maxlength": 3}, 'maxlength="3" value="12"'),
        ({}, ""),
    ],
)
def test_attributes_are_written_as_the_library_writes_them(given, written):
    assert html_params(**given) == written
    assert isinstance(html_params(**given), Markup)
