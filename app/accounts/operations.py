"""Sign in, activate an account, change a password."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import SavedFilter, SignInAttempt, User
from app.accounts.permissions import Role
from app.accounts.queries import is_throttled, user_by_email
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_

# The floor of the OWASP password storage sheet: 19 MiB, two passes, one lane; 50 ms on our servers.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_hex(8))

PASSWORD_MINIMUM = 12
ACTIVATION_DAYS = 14


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def sign_in(email: str, password: str) -> User:
    """The user with this address and password.

    Raises RuleBroken with one and the same words whatever was wrong, after the same time, so that no
    one learns which addresses exist; and when the account is throttled.
    """
    account_hash = _fingerprint(email.strip().lower())
    if is_throttled(account_hash):
        raise RuleBroken(
            [Refusal("throttled", N_("Too many attempts. Wait 15 minutes, then try again."))]
        )
    user = user_by_email(email)
    right = _matches(user.password_hash if user and user.password_hash else _NOBODY, password)
    granted = right and user is not None and user.active
    db.session.add(SignInAttempt(account_hash=account_hash, succeeded=granted))
    if not granted or user is None:
        raise SignInFailed
    user.signed_in_at = now()
    return user


class SignInFailed(Exception):
    """Address or password is wrong; the attempt has been noted and must be kept."""


def prepare_activation(user: User) -> str:
    """Give the account a one-time activation code, valid for some days; returns the code."""
    code = "-".join(secrets.token_hex(2).upper() for _ in range(3))
    user.activation_hash = _fingerprint(code)
    user.activation_until = now() + timedelta(days=ACTIVATION_DAYS)
    return code


def activate(user: User | None, password: str) -> User:
    """Set the first password of an account found by its activation code.

    Raises RuleBroken when there is no such account or the code has expired.
    """
    if user is None or user.activation_until is None or user.activation_until < now():
        message = N_("This code is not valid or has expired. Ask your centre for a new one.")
        raise RuleBroken([Refusal("activation_invalid", message, field="code")])
    user.activation_hash = user.activation_until = None
    change_password(user, password)
    return user


def change_password(user: User, password: str) -> None:
    """Set a new password and end every other session of the account."""
    user.password_hash = hashed(password)
    user.session_epoch = (user.session_epoch or 0) + 1


def activation_fingerprint(code: str) -> str:
    """How an activation code is stored."""
    return _fingerprint(code.strip().upper())


def is_own_password(user: User, password: str) -> bool:
    """Whether the password is the account's present one."""
    return _matches(user.password_hash or _NOBODY, password)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def invite(*, name: str, email: str, role: Role, organisation_id: int | None) -> tuple[User, str]:
    """A new account with its one-time activation code.

    Raises RuleBroken when the address already has an account.
    """
    if user_by_email(email) is not None:
        message = N_("This address already has an account.")
        raise RuleBroken([Refusal("email_taken", message, field="email")])
    user = User(
        name=name, email=email, role=role, organisation_id=organisation_id, active=True,
        session_epoch=0,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    return user, prepare_activation(user)


def deactivate(user: User) -> None:
    """Close the account and end its sessions at once; what the person did stays recorded."""
    user.active = False
    user.activation_hash = user.activation_until = None
    user.session_epoch = (user.session_epoch or 0) + 1


def reactivate(user: User) -> str:
    """Open a closed account again, with a new activation code and no password."""
    user.active = True
    user.password_hash = None
    return prepare_activation(user)


def remember_filters(user: User, page: str, chosen: Mapping[str, str]) -> None:
    """Keep what the person chose on a list, to be brought back when they open it bare."""
    wanted = {"user_id": user.id, "page": page, "chosen": dict(chosen)}
    db.session.execute(
        insert(SavedFilter)
        .values(wanted)
        .on_conflict_do_update(
            index_elements=["user_id", "page"], set_={"chosen": wanted["chosen"]}
        )
    )
