"""Each import contract is proved by breaking it once, in a copy of the house."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "catalogue", "profiling", "vouchers")
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

# Contract, file that breaks it, the offending line.
BREACHES = {
    "Imports only go down": ("app/cases/breach.py", "import vouchers.issuing"),
    "Every part of app has a floor": ("app/breach.py", "X = 1"),
    "Inside vouchers": ("vouchers/budgets/breach.py", "import vouchers.issuing"),
    "Inside profiling": ("profiling/assessment/breach.py", "import profiling.matching"),
    "Inside catalogue": ("catalogue/providers/breach.py", "import catalogue.offers"),
    "Rules and states are plain Python": (
        "vouchers/issuing/rules.py",
        "import app.cases.models.steps",
    ),
    "Business code does not know the web": (
        "app/accounts/operations.py",
        "from flask import request",
    ),
    "marshmallow lives only in schemas.py files": ("app/accounts/views.py", "import marshmallow"),
    "No cycles between siblings": ("app/core/breach.py", "import app.accounts.breach"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    copy = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("static", "__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint(house):
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_of_the_contract_is_caught(house, contract):
    name, line = BREACHES[contract]
    path = house / name
    before = path.read_text() if path.exists() else None
    path.write_text((before or "") + f"\n{line}\n")
    answering = house / "app/accounts/breach.py"
    if contract == "No cycles between siblings":
        answering.write_text("import app.core.breach\n")
    try:
        assert f"{contract} BROKEN" in lint(house)
    finally:
        path.unlink() if before is None else path.write_text(before)
        answering.unlink(missing_ok=True)


def test_every_contract_has_its_breach_and_the_house_as_it_stands_keeps_them_all(house):
    said = lint(house)
    assert f"Contracts: {len(BREACHES)} kept, 0 broken." in said
