import pytest
from markupsafe import Markup

from app.web.drawing import escaped, html_params


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


def test_what_is_markup_already_passes_and_the_rest_is_escaped():
    marked = Markup("<b>")
    assert escaped(marked) is marked
    assert escaped("<b>") == "&lt;b&gt;"
    assert escaped(3) == "3"


def test_templates_call_macros_functions_and_methods_as_ever(app):
    source = (
        "{% macro bold(words) %}<b>{{ words }}{{ caller() if caller is defined else '' }}</b>{% endmacro %}"
        "{{ bold('a<') }}{% call bold('c') %}d{% endcall %}{{ 'e'.upper() }}"
        "{% for n in [1] %}{{ bold(n) }}{{ _('Yes') }}{{ url_for('web.home') }}{% endfor %}"
    )
    with app.test_request_context(headers={"Accept-Language": "en"}):
        page = app.jinja_env.overlay(autoescape=True).from_string(source)
        assert page.render() == "<b>a&lt;</b><b>cd</b>E<b>1</b>Yes/"
