"""The two doors to the same pages: a case of the centre, and one's own area."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.cases.models.jobseeker import Jobseeker


@dataclass(frozen=True)
class Side:
    """From where a person's choice is looked at: addresses and layout differ, the pages do not."""

    case: Jobseeker
    is_own: bool

    @property
    def layout(self) -> str:
        """The template the pages stand in."""
        return "layout.html" if self.is_own else "cases/case_layout.html"

    @property
    def listing(self) -> str:
        """Where the offers that fit are listed."""
        return self._address("choice")

    @property
    def whole(self) -> str:
        """Where the whole catalogue is looked at, with what fits."""
        return self._address("fits")

    def offer(self, offer_id: int) -> str:
        """Where one of them is looked at."""
        return self._address("offer", offer_id=offer_id)

    def check(self, offer_id: int, edition_id: int) -> str:
        """Where one of its editions is chosen."""
        return self._address("check", offer_id=offer_id, edition_id=edition_id)

    def wait(self, edition_id: int) -> str:
        """Where one gets on the waiting list of a full edition: a page of the floor above."""
        if self.is_own:
            return url_for("waiting.own_join", edition_id=edition_id)
        return url_for("waiting.join", case_id=self.case.id, edition_id=edition_id)

    def _address(self, page: str, **values: Any) -> str:
        if self.is_own:
            return url_for(f"matching.own_{page}", **values)
        return url_for(f"matching.{page}", case_id=self.case.id, **values)
