"""Runs of commands, with how they ended."""

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "command_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "running",
                "done",
                "refused",
                "failed",
                "elsewhere",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command_run")),
    )
    with op.batch_alter_table("command_run", schema=None) as batch_op:
        batch_op.create_index("ix_command_run_command_started", ["command", "started_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("command_run", schema=None) as batch_op:
        batch_op.drop_index("ix_command_run_command_started")

    op.drop_table("command_run")
