"""The two doors to the same pages: a case of the centre, and one's own area."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.cases.models.jobseeker import Jobseeker


@dataclass(frozen=True)
class Side:
    """From where a person's places are looked at: addresses and layout differ, the pages do not."""

    case: Jobseeker
    is_own: bool

    @property
    def layout(self) -> str:
        """The template the pages stand in."""
        return "layout.html" if self.is_own else "cases/case_layout.html"

    @property
    def listing(self) -> str:
        """Where the person's places are listed."""
        return self._address("places")

    @property
    def choice(self) -> str:
        """Where measures are chosen."""
        if self.is_own:
            return url_for("matching.own_choice")
        return url_for("matching.choice", case_id=self.case.id)

    def join(self, edition_id: int) -> str:
        """Where one gets on the list of an edition."""
        return self._address("join", edition_id=edition_id)

    def answer(self, place_id: int, action: str) -> str:
        """Where a place is taken, declined or left."""
        return self._address("answer", place_id=place_id, action=action)

    def _address(self, page: str, **values: Any) -> str:
        if self.is_own:
            return url_for(f"waiting.own_{page}", **values)
        return url_for(f"waiting.{page}", case_id=self.case.id, **values)
