"""The schema's version: brings a database up to date, and tells whether it is. The steps are in `migrations/`."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def _migrations() -> Path:
    """Return the folder of steps: inside the installed package, else beside it in the repository."""
    package = Path(__file__).resolve().parent
    shipped = package / "_migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def _alembic() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    return config


def wanted() -> str:
    """Return the version this code needs."""
    return ScriptDirectory.from_config(_alembic()).get_current_head() or ""


def known(version: str) -> bool:
    """Tell whether this code has heard of a version: a database of a newer one has a version it has not."""
    return version in {step.revision for step in ScriptDirectory.from_config(_alembic()).walk_revisions()}


def current(engine: Engine) -> str:
    """Return the database's version, empty when it has none yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(engine: Engine) -> bool:
    """Bring the database up to date. Return whether there was anything to do."""
    before = current(engine)
    if before == wanted():
        return False
    config = _alembic()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True
