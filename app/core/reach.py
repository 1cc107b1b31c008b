"""By whom a row may be seen, as three columns every row with personal data carries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """The jobseeker a row is about, their centre, the provider holding it; None where it has none."""

    jobseeker_id: int | None = None
    centre_id: int | None = None
    provider_id: int | None = None
