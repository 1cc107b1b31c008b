"""Loading places: repeatable, and forgetting nothing records may name."""

import csv
from pathlib import Path
from shutil import copytree
from typing import Any

from app.core.database import db
from app.core.places.models import Municipality
from app.core.places.operations import DATA, PlacesLoaded, load_places


def count(session: Any) -> int:
    return int(session.scalar(db.select(db.func.count()).select_from(Municipality)))


def test_loading_again_changes_nothing(session: Any) -> None:
    before = count(session)
    assert load_places(session) == PlacesLoaded(107, 7_896, 11_929)
    assert count(session) == before


def test_a_municipality_that_left_the_list_is_kept_but_not_offered(
    session: Any, tmp_path: Path
) -> None:
    folder = Path(copytree(DATA, tmp_path / "data"))
    file = folder / "municipalities.csv"
    with file.open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.reader(source) if row[0] != "028060"]
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    load_places(session, folder)
    padova = session.get(Municipality, "028060")
    assert padova.name == "Padova"
    assert not padova.is_current
    load_places(session)
    assert session.get(Municipality, "028060").is_current
