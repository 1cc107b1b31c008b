"""The state table of uploaded files."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_PROVIDER = Audience.PROVIDER
_BY_UPLOADER = "upload:create"


class UploadState(Labelled):
    """How far an uploaded file has come."""

    RECEIVED = "received", N_("Being checked")
    CHECKED = "checked", N_("Checked: waiting for your decision")
    ACCEPTED = "accepted", N_("Being stored")
    STORED = "stored", N_("Stored")
    REFUSED = "refused", N_("Refused")
    DISCARDED = "discarded", N_("Discarded")
    CANCELLED = "cancelled", N_("Cancelled")


class UploadAction(Labelled):
    """What can happen to an uploaded file."""

    REPORT = "report", N_("Report the result of the check")
    REFUSE = "refuse", N_("Refuse")
    ACCEPT = "accept", N_("Take the valid rows")
    DISCARD = "discard", N_("Discard")
    STORE = "store", N_("Finish storing")
    REREAD = "reread", N_("Read it in another way")
    CANCEL = "cancel", N_("Cancel")


UPLOAD = StateMachine(
    "upload",
    initial=UploadState.RECEIVED,
    final=frozenset({UploadState.STORED, UploadState.DISCARDED, UploadState.CANCELLED}),
    created={_PROVIDER: N_("File received")},
    transitions=(
        Transition(
            sources=frozenset({UploadState.RECEIVED}),
            action=UploadAction.REPORT,
            target=UploadState.CHECKED,
            permission=None,
            messages={_PROVIDER: N_("File checked")},
        ),
        Transition(
            sources=frozenset({UploadState.RECEIVED}),
            action=UploadAction.REFUSE,
            target=UploadState.REFUSED,
            permission=None,
            messages={_PROVIDER: N_("File refused")},
        ),
        Transition(
            sources=frozenset({UploadState.CHECKED}),
            action=UploadAction.ACCEPT,
            target=UploadState.ACCEPTED,
            permission=_BY_UPLOADER,
            messages={_PROVIDER: N_("Valid rows taken")},
        ),
        Transition(
            sources=frozenset({UploadState.CHECKED}),
            action=UploadAction.DISCARD,
            target=UploadState.DISCARDED,
            permission=_BY_UPLOADER,
            messages={_PROVIDER: N_("File discarded")},
        ),
        Transition(
            sources=frozenset({UploadState.ACCEPTED}),
            action=UploadAction.STORE,
            target=UploadState.STORED,
            permission=None,
            messages={_PROVIDER: N_("Rows of the file stored")},
        ),
        Transition(
            sources=frozenset({UploadState.CHECKED, UploadState.REFUSED}),
            action=UploadAction.REREAD,
            target=UploadState.RECEIVED,
            permission=_BY_UPLOADER,
            messages={_PROVIDER: N_("File read again in another way")},
        ),
        Transition(
            sources=frozenset({UploadState.RECEIVED, UploadState.ACCEPTED}),
            action=UploadAction.CANCEL,
            target=UploadState.CANCELLED,
            permission=_BY_UPLOADER,
            messages={_PROVIDER: N_("Work on the file cancelled")},
        ),
    ),
)
