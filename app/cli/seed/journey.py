"""The journey of one case, step by step, until the present stops it."""

from contextlib import suppress

from app.cli.seed import registration
from app.cli.seed.story import StillWaiting, Story


def tell(story: Story) -> None:
    """Tell the story as far as it has come, and write its rows."""
    registration.register(story)
    with suppress(StillWaiting):
        _go_along(story)
    registration.write_did(story)
    story.write_case()


def _go_along(story: Story) -> None:
    registration.declare(story)
    if registration.is_rejected(story):
        return
