"""Background jobs on the same PostgreSQL, enqueued in the business transaction, with progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from procrastinate import App, PsycopgConnector
from procrastinate.tasks import Task
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, Id, db
from app.core.language import N_, Labelled

HEARTBEAT_SECONDS = 2
STALLED_SECONDS = 6
MOST_ATTEMPTS = 5
"""A job that killed its worker so often is failed, or it would return for ever."""

queue = App(connector=PsycopgConnector())
"""Tasks register here; the worker opens its own connections."""


class JobState(Labelled):
    """How far a background job has come."""

    WAITING = "waiting", N_("Waiting")
    RUNNING = "running", N_("Running")
    DONE = "done", N_("Done")
    FAILED = "failed", N_("Failed")
    CANCELLED = "cancelled", N_("Cancelled")


class JobProgress(Base):
    """What a page shows of a background job; the job's own row is the queue's affair."""

    __tablename__ = "job_progress"
    __table_args__ = (
        CheckConstraint("done >= 0 AND (total IS NULL OR done <= total)", name="done_within_total"),
        Index(None, "owner_id", "id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    message: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

    OPEN: ClassVar = frozenset({JobState.WAITING, JobState.RUNNING})

    @property
    def is_open(self) -> bool:
        """Whether the job still has work to do."""
        return self.state in self.OPEN

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        if not self.total:
            return 0 if self.is_open else 100
        return self.done * 100 // self.total


def enqueue(task: Task[..., Any, Any], **arguments: Any) -> None:
    """Put the task in the queue in the session's transaction: no commit, no job."""
    connection = db.session.connection().connection.driver_connection
    task.configure(connection=connection).defer(**arguments)


_scope: list[Callable[[], Any]] = []


def run_inside(scope: Callable[[], Any]) -> None:
    """Tell tasks which application context to run in; called once by the factory."""
    _scope[:] = [scope]


@contextmanager
def job_scope() -> Iterator[None]:
    """What every task wraps its work in: an application context of its own."""
    with _scope[0]():
        yield
