"""The history: rows that are only ever added, each hashed with the one before it."""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

_SQLITE = (
    """
    CREATE TRIGGER history_continues BEFORE INSERT ON history
    WHEN NOT EXISTS (
        SELECT 1 FROM history_head WHERE id = 1 AND sequence = NEW.sequence - 1 AND hash = NEW.previous
    )
    BEGIN SELECT RAISE(ABORT, 'history: only the row after the newest can be added'); END
    """,
    """
    CREATE TRIGGER history_moves_head AFTER INSERT ON history
    BEGIN UPDATE history_head SET sequence = NEW.sequence, hash = NEW.hash WHERE id = 1; END
    """,
    """
    CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'history: rows are only ever added'); END
    """,
    """
    CREATE TRIGGER history_is_not_removed BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'history: rows are only ever added'); END
    """,
    """
    CREATE TRIGGER history_head_goes_forward BEFORE UPDATE ON history_head
    WHEN NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1
        OR NOT EXISTS (SELECT 1 FROM history WHERE sequence = NEW.sequence AND hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'history: the head moves with the rows'); END
    """,
    """
    CREATE TRIGGER history_head_stays BEFORE DELETE ON history_head
    BEGIN SELECT RAISE(ABORT, 'history: the head stays'); END
    """,
)

_POSTGRESQL = (
    """
    CREATE FUNCTION history_continues() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE history_head SET sequence = NEW.sequence, hash = NEW.hash
            WHERE id = 1 AND sequence = NEW.sequence - 1 AND hash = NEW.previous;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'history: only the row after the newest can be added';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION history_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'history: rows are only ever added';
    END $$
    """,
    """
    CREATE FUNCTION history_head_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1
            OR NOT EXISTS (SELECT 1 FROM history WHERE sequence = NEW.sequence AND hash = NEW.hash) THEN
            RAISE EXCEPTION 'history: the head moves with the rows';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER history_continues AFTER INSERT ON history
        FOR EACH ROW EXECUTE FUNCTION history_continues()
    """,
    """
    CREATE TRIGGER history_is_kept BEFORE UPDATE OR DELETE ON history
        FOR EACH ROW EXECUTE FUNCTION history_is_kept()
    """,
    """
    CREATE TRIGGER history_is_not_emptied BEFORE TRUNCATE ON history
        FOR EACH STATEMENT EXECUTE FUNCTION history_is_kept()
    """,
    """
    CREATE TRIGGER history_head_goes_forward BEFORE UPDATE ON history_head
        FOR EACH ROW EXECUTE FUNCTION history_head_goes_forward()
    """,
    """
    CREATE TRIGGER history_head_stays BEFORE DELETE ON history_head
        FOR EACH ROW EXECUTE FUNCTION history_is_kept()
    """,
    """
    CREATE TRIGGER history_head_is_not_emptied BEFORE TRUNCATE ON history_head
        FOR EACH STATEMENT EXECUTE FUNCTION history_is_kept()
    """,
)


def upgrade() -> None:
    op.create_table(
        "history",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on_id", sa.Integer(), nullable=True),
        sa.Column("case_reference", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_at", ["at"], unique=False)
        batch_op.create_index("ix_history_by_at", ["by_id", "at"], unique=False)
        batch_op.create_index("ix_history_case_at", ["case_reference", "at"], unique=False)
        batch_op.create_index("ix_history_what_at", ["what", "at"], unique=False)

    head = op.create_table(
        "history_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_history_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_head")),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": "0" * 64}])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """The older application keeps no history; tables take their triggers along."""
    op.drop_table("history_head")
    op.drop_table("history")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("history_continues", "history_is_kept", "history_head_goes_forward"):
            op.execute(f"DROP FUNCTION {name}()")
