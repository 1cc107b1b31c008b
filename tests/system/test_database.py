"""The database built by the migrations is the one the models describe, and the web owns nothing of it."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from app.core.database import Base


def test_the_database_built_by_the_migrations_is_the_one_the_models_describe(app):
    settings = app.extensions["migrate"].configure_args
    engine = create_engine(app.config["PERCORSO"].owner_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={**settings, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_web_process_owns_nothing_and_cannot_step_over_row_level_security(session):
    role = (
        session.connection()
        .exec_driver_sql(
            "SELECT rolsuper, rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user"
        )
        .one()
    )
    assert (role.rolsuper, role.rolbypassrls) == (False, False)
    owned = (
        session.connection()
        .exec_driver_sql(
            "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        .scalar_one()
    )
    assert owned == 0
