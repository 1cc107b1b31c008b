"""Provinces, municipalities and birthplaces: reference tables, filled by `flask places load`."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Computed, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Id
from app.core.places.rules import label

COORDINATE = Numeric(8, 5)  # five decimals of a degree: about one metre


def _prefix_index(table: str, column: str) -> Index:
    # Serves `LIKE 'prefix%'` whatever the collation of the server.
    return Index(f"ix_{table}_{column}", column, postgresql_ops={column: "text_pattern_ops"})


class Province(Base):
    """A province or metropolitan city, by its ISTAT code."""

    __tablename__ = "province"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    abbreviation: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[str]
    region_code: Mapped[str] = mapped_column(String(2))
    region_name: Mapped[str]


class Municipality(Base):
    """A municipality of the ISTAT list, by its six-figure code.

    One that leaves the list stays as a row that is not current, because records name it.
    """

    __tablename__ = "municipality"
    __table_args__ = (
        _prefix_index("municipality", "search_name"),
        _prefix_index("municipality", "search_other_name"),
    )

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str]
    other_name: Mapped[str | None]
    search_name: Mapped[str]
    search_other_name: Mapped[str | None]
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code), index=True)
    cadastral_code: Mapped[str] = mapped_column(String(4), index=True)
    latitude: Mapped[Decimal] = mapped_column(COORDINATE)
    longitude: Mapped[Decimal] = mapped_column(COORDINATE)
    coordinates_from: Mapped[str]
    """`geonames`, or how they were derived: `merged` parts, `recoded`, `seat` (see SOURCES.md)."""
    is_current: Mapped[bool] = mapped_column(server_default="true")

    province: Mapped[Province] = relationship(lazy="joined", innerjoin=True)

    @property
    def label(self) -> str:
        """`Padova (PD)`."""
        return label(self.name, self.province.abbreviation)


class Birthplace(Base):
    """A place that some cadastral code stood for, from a day to a day.

    Municipalities, also abolished ones, and foreign countries (codes in Z). Without `valid_from`
    or `valid_to`: no limit known.
    """

    __tablename__ = "birthplace"
    __table_args__ = (
        _prefix_index("birthplace", "search_name"),
        _prefix_index("birthplace", "search_other_name"),
    )

    id: Mapped[Id]
    cadastral_code: Mapped[str] = mapped_column(String(4), index=True)
    name: Mapped[str]
    other_name: Mapped[str | None]
    search_name: Mapped[str]
    search_other_name: Mapped[str | None]
    province: Mapped[str | None] = mapped_column(String(2))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    is_foreign: Mapped[bool] = mapped_column(Computed("cadastral_code LIKE 'Z%'", persisted=True))

    @property
    def label(self) -> str:
        """`Quero (BL)`, `Marocco`."""
        return label(self.name, self.province)
