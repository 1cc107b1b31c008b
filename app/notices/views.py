"""The page of one's notices."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in, someone_signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.listing import restored_value
from app.notices import queries
from app.notices.models import Notice
from app.notices.operations import mark_read
from app.web.addresses import own_path
from app.web.formats import plain
from app.web.words import gettext

notices = Blueprint("notices", __name__, template_folder="templates")


@notices.get("/notices")
@requires(Permission.ACCOUNT_SELF)
def listing() -> ResponseReturnValue:
    """What the platform told the person, newest first."""
    only_unread = request.args.get("show") == "unread"
    page = queries.notices_page(
        signed_in(), only_unread=only_unread, cursor=request.args.get("cursor")
    )
    return render_template(
        "notices/listing.html", page=page, only_unread=only_unread, words_of=words_of
    )


@notices.get("/notices/<int:notice_id>")
@requires(Permission.ACCOUNT_SELF)
def opened(notice_id: int) -> ResponseReturnValue:
    """Go where something can be done about the notice, which counts as read."""
    notice = queries.notice_for(signed_in(), notice_id)
    with transaction():
        mark_read(signed_in(), notice)
    return redirect(own_path(notice.address, url_for("notices.listing")))


@notices.post("/notices/read")
@requires(Permission.ACCOUNT_SELF)
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    with transaction():
        mark_read(signed_in())
    flash(_("All notices are marked as read."), "success")
    return redirect(url_for("notices.listing"))


def words_of(notice: Notice) -> str:
    """The notice in the reader's language, dates in local form."""
    told = {name: plain(restored_value(value)) for name, value in notice.params.items()}
    return gettext(notice.message) % told


def unread_notices() -> int:
    """What the bell of the header counts; nothing for a stranger."""
    user = someone_signed_in()
    return queries.unread_count(user) if user else 0
