"""Exemplars of grades, and audits that come back to their own auditor."""

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exemplar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tool_key", sa.Text(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("grade_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("accepted_because", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_because", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_exemplar_audit_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user.id"], name=op.f("fk_exemplar_changed_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_exemplar_made_by_id")),
        sa.ForeignKeyConstraint(["retired_by_id"], ["user.id"], name=op.f("fk_exemplar_retired_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar")),
        sa.UniqueConstraint("once", name=op.f("uq_exemplar_once")),
    )
    with op.batch_alter_table("exemplar", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemplar_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(
            "ix_exemplar_tool_section_grade", ["tool_key", "section_key", "grade_key"], unique=False
        )

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("look_back_on", sa.Date(), nullable=True))

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("repeats_since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.add_column(sa.Column("repeat_weeks", sa.Integer(), nullable=False, server_default="8"))
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.alter_column("repeat_weeks", server_default=None)


def downgrade() -> None:
    """Repeats have no place in the older tables: they go."""
    repeats = "SELECT id FROM audit WHERE kind = 'repeat'"
    op.execute(
        f"DELETE FROM finding_theme WHERE finding_id IN (SELECT id FROM finding WHERE audit_id IN ({repeats}))"
    )
    for table in (
        "finding",
        "answer",
        "section_grade",
        "audit_event",
        "queue_reason",
        "concern",
        "locked_answer",
    ):
        op.execute(f"DELETE FROM {table} WHERE audit_id IN ({repeats})")
    op.execute("DELETE FROM audit WHERE kind = 'repeat'")

    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.drop_column("repeat_weeks")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("repeats_since")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_column("look_back_on")

    with op.batch_alter_table("exemplar", schema=None) as batch_op:
        batch_op.drop_index("ix_exemplar_tool_section_grade")
        batch_op.drop_index(batch_op.f("ix_exemplar_audit_id"))
    op.drop_table("exemplar")
