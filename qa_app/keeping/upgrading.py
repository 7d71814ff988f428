"""How does a database come to the newest migration, with a way back?

A backup is made before anything is changed, and the whole upgrade is one transaction: it is done, or it never was.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from alembic import command
from alembic.script import ScriptDirectory
from flask import current_app

from qa_app.db import migrate
from qa_app.domain.errors import NotPossible
from qa_app.keeping import databases
from qa_app.keeping.backing_up import back_up
from qa_app.services import keeping

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from alembic.config import Config as AlembicConfig

    from qa_app.config import Config

_log = logging.getLogger(__name__)


def upgrade(config: Config, *, with_backup: bool = True, tell: Callable[[str], None], at: datetime) -> None:
    """Bring the database of the running application to the newest migration. ``tell`` hears where the backup is.

    :raises NotPossible: when the backup cannot be made, the database is of a newer version, or a migration fails. Then
        nothing was changed.
    """
    before = databases.migration(config)
    known = ScriptDirectory.from_config(_alembic())
    newest = known.get_current_head() or ""
    if before == newest:
        return
    if before and before not in {each.revision for each in known.walk_revisions()}:
        raise NotPossible(
            f"The database is at migration {before}, and this version of the product knows up to {newest}. Install the "
            "newer version again. Nothing was changed."
        )
    there = backup = ""
    if before and with_backup:
        made = _backed_up(config, at=at)
        there, backup = f" The backup from before is {made}.", made.name
        tell(f"Backed up to {made} before the upgrade from migration {before} to {newest}.")
    try:
        command.upgrade(_alembic(), "head")
    except Exception as error:
        _log.exception("upgrade from migration %s failed", before or "none")
        raise NotPossible(
            f"The upgrade failed ({type(error).__name__}) and nothing was changed: the database is at migration "
            f"{before or 'none'}, as before.{there} Go on with the version that you had, and report what is above."
        ) from error
    if before:
        keeping.migrated(before, newest, backup, at=at)


def _alembic() -> AlembicConfig:
    """Where the running application's migrations are."""
    return cast("AlembicConfig", migrate.get_config(current_app.extensions["migrate"].directory))


def _backed_up(config: Config, *, at: datetime) -> Path:
    try:
        return back_up(config, at=at).path
    except NotPossible as error:
        raise NotPossible(
            f"{error.message} There is no upgrade without a backup, and nothing was changed. If you have made one "
            "yourself, use: qa init --no-backup"
        ) from error
