"""Recovery codes kept as passwords are, so that whoever reads the database cannot use them."""

import sqlalchemy as sa
from alembic import op
from flask_security.utils import hash_password

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

_USER = sa.table("user", sa.column("id", sa.Integer), sa.column("mf_recovery_codes", sa.JSON))


def upgrade() -> None:
    connection = op.get_bind()
    for number, codes in connection.execute(sa.select(_USER.c.id, _USER.c.mf_recovery_codes)).all():
        if codes:
            kept = [code if code.startswith("$") else hash_password(code) for code in codes]
            connection.execute(sa.update(_USER).where(_USER.c.id == number).values(mf_recovery_codes=kept))


def downgrade() -> None:
    """What is kept as a hash stays one: whoever needs codes makes new ones."""
