"""The typed parent of every table, the session, and the only commit."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Date, DateTime, Enum, Identity, MetaData, Numeric, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from app.core.money import Money


class MoneyType(TypeDecorator[Money]):
    """Money as BIGINT cents."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        """To cents."""
        return None if value is None else value.cents

    def process_result_value(self, value: int | None, dialect: Dialect) -> Money | None:
        """From cents."""
        return None if value is None else Money(value)


class Base(DeclarativeBase):
    """Parent of every table."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            int: BigInteger(),
            str: Text(),
            Decimal: Numeric(12, 4),
            datetime: DateTime(timezone=True),
            date: Date(),
            Money: MoneyType(),
            dict[str, Any]: JSONB(),
            list[Any]: JSONB(),
            enum.Enum: Enum(
                enum.Enum,
                native_enum=False,
                length=32,
                create_constraint=True,
                values_callable=lambda members: [member.value for member in members],
            ),
        },
    )


Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
"""The surrogate key of a table: a 64-bit number the database draws."""

# Loaded rows stay readable after the commit, so that a page costs no second reading of them.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happened inside, or nothing of it."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
