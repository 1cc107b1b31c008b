"""Templates name only what exists, and nothing stands unused."""

import re
from pathlib import Path

import pytest

from app.config import Config, Mode
from app.factory import create_app

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "catalogue", "profiling", "vouchers")
TEMPLATES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.html"))
CODE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MACROS = sorted((ROOT / "app/web/templates/macros").glob("*.html"))
APP = create_app(Config(database_url="postgresql://nobody@127.0.0.1:1/none", mode=Mode.TEST))
ENDPOINTS = {rule.endpoint for rule in APP.url_map.iter_rules()}
NAMED = re.compile(r"""url_for\(\s*['"]([^'"]+)['"]""")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def template_name(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


@pytest.mark.parametrize("path", [*TEMPLATES, *CODE], ids=relative)
def test_every_address_asked_for_exists(path):
    wanted = {name for name in NAMED.findall(path.read_text()) if not name.startswith(".")}
    assert wanted <= ENDPOINTS


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_macro_imported_is_used(path):
    text = path.read_text()
    for names in re.findall(r"{%-? from \"[^\"]+\" import ([^%]+?) -?%}", text):
        for name in re.split(r",\s*", names.removesuffix(" with context")):
            called = name.split(" as ")[-1].strip()
            assert len(re.findall(rf"\b{called}\b", text)) > 1, f"{called} is imported in vain"


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_template_is_named_somewhere(path):
    name = template_name(path)
    # A page of parts names them by their common beginning: `include "programme/_" ~ part ~ ".html"`.
    beginning = f'"{name.rpartition("/")[0]}/_" ~ '
    others = (other.read_text() for other in [*TEMPLATES, *CODE] if other != path)
    assert any(name in text or beginning in text for text in others)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_template_can_be_read(path):
    APP.jinja_env.get_template(template_name(path))


@pytest.mark.parametrize("path", MACROS, ids=relative)
def test_every_macro_says_its_signature_first(path):
    assert re.match(rf"{{# {path.stem}\(", path.read_text())


@pytest.mark.parametrize("path", MACROS, ids=relative)
def test_every_macro_is_shown_on_the_style_page(path):
    shown = (ROOT / "app/web/templates/web/design.html").read_text()
    through = "".join(other.read_text() for other in MACROS if f"macros/{other.name}" in shown)
    assert f"macros/{path.name}" in shown + through


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_form_posts_carry_their_token(path):
    text = path.read_text()
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, flags=re.S):
        assert "csrf_token" in form or "hidden_tag" in form
