"""The doors to shortlist and saved searches: a case of the centre, one's own area, nobody's session."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.core.database import db
from app.core.places.queries import municipality
from catalogue.offers.queries import Place
from profiling.matching.views.sides import Side


@dataclass(frozen=True)
class KeepSide(Side):
    """From where what a case keeps is looked at; addresses and layout differ, the pages do not."""

    @property
    def shortlist(self) -> str:
        """The shortlist."""
        return self._kept("shortlist")

    @property
    def searches(self) -> str:
        """The saved searches."""
        return self._kept("searches" if self.is_own else "searches_of_case")

    @property
    def new_search(self) -> str:
        """Where a search is saved."""
        return self._kept("new_search")

    @property
    def choice(self) -> str:
        """Where the choice is made."""
        return self.listing

    def keep(self, offer_id: int) -> str:
        """Where an offer is put on the shortlist."""
        return self._kept("keep", offer_id=offer_id)

    def drop(self, offer_id: int) -> str:
        """Where it is taken off."""
        return self._kept("drop", offer_id=offer_id)

    def search(self, search_id: int) -> str:
        """Where one saved search is looked at."""
        return self._kept("search", search_id=search_id)

    def change(self, search_id: int) -> str:
        """Where it is renamed."""
        return self._kept("change", search_id=search_id)

    def delete(self, search_id: int) -> str:
        """Where it is deleted."""
        return self._kept("delete", search_id=search_id)

    def home(self) -> Place | None:
        """Where the person lives: distances are counted from the middle of the municipality."""
        found = municipality(db.session, self.case.domicile_municipality)
        if found is None:
            return None
        return Place(
            latitude=float(found.latitude),
            longitude=float(found.longitude),
            municipality=found.code,
        )

    def _kept(self, page: str, **values: Any) -> str:
        if self.is_own:
            return url_for(f"discovery.own_{page}", **values)
        return url_for(f"discovery.{page}", case_id=self.case.id, **values)
