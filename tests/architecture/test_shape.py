"""The house keeps its shape: the same few file names, one commit, sizes that start a conversation."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "catalogue", "profiling", "vouchers")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TEMPLATES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.html"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

DOMAIN = [
    ROOT / place
    for place in (
        "app/cases", "app/notices", "app/programme", "catalogue/services", "catalogue/providers", "catalogue/offers",
        "catalogue/drafting", "catalogue/mapping", "catalogue/uploads", "catalogue/approval", "catalogue/agreements",
        "catalogue/capacity", "catalogue/accreditation", "catalogue/review", "catalogue/opendata", "catalogue/batches",
        "profiling/assessment", "profiling/checking", "profiling/discovery", "profiling/matching", "profiling/trials",
        "vouchers/budgets", "vouchers/issuing", "vouchers/performance", "vouchers/waiting",
    )
]  # fmt: skip
ROOMS = {
    "__init__",
    "rules",
    "states",
    "models",
    "operations",
    "queries",
    "forms",
    "schemas",
    "views",
    "tasks",
}
NOT_CODE = {"templates", "translations", "__pycache__", "rulesets", "texts"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base", "data", "info", "tmp"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("package", DOMAIN, ids=relative)
def test_a_domain_package_holds_only_the_agreed_rooms(package):
    found = {entry.stem for entry in package.iterdir()} - NOT_CODE
    assert found <= ROOMS


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_file_has_a_name_that_says_nothing(path):
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_python_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_templates_stay_short(path):
    assert len(path.read_text().splitlines()) <= 200


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_test_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 500


def test_the_commit_stands_in_one_place():
    committing = {
        relative(path)
        for path in SOURCES
        if re.search(r"session(\(\))?\.commit\(", path.read_text())
    }
    assert committing == {"app/core/database.py"}


def test_the_root_package_imports_nothing():
    body = ast.parse((ROOT / "app/__init__.py").read_text()).body
    assert [type(statement) for statement in body] == [ast.Expr]


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_templates_hold_no_inline_script_or_style(path):
    text = path.read_text()
    assert not re.search(r"<[^>{]*\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "nonce" in script


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_macros_stand_one_to_a_file(path):
    if path.parent.name == "macros":
        public = re.findall(r"{%-? macro (?!_)", path.read_text())
        assert len(public) == 1
