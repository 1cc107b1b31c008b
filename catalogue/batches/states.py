"""What can be done to many offers at once, and what it means for each."""

from app.core.language import N_, Labelled


class BatchAct(Labelled):
    """An act on the ticked offers, or on all that a filter finds."""

    APPROVE = "approve", N_("Approve and publish")
    RETURN = "return", N_("Return with remarks")
    SUSPEND = "suspend", N_("Suspend")
    CONFIRM = "confirm", N_("Confirm that they still hold")
    WITHDRAW = "withdraw", N_("Withdraw")


BY_OFFICER = (BatchAct.APPROVE, BatchAct.RETURN, BatchAct.SUSPEND)
BY_PROVIDER = (BatchAct.CONFIRM, BatchAct.WITHDRAW)

MEANS = {
    BatchAct.APPROVE: N_("Each is published today and its editions open for choice."),
    BatchAct.RETURN: N_(
        "Each goes back to draft; its provider reads the same remark at the same field."
    ),
    BatchAct.SUSPEND: N_(
        "Each leaves the catalogue: nobody can choose it until it is published again. "
        "People who have a place keep it, and vouchers already issued continue."
    ),
    BatchAct.CONFIRM: N_("Each counts as confirmed today, and the search goes on finding it."),
    BatchAct.WITHDRAW: N_("Each leaves the catalogue for good, and its editions are called off."),
}
