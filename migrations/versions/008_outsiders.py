"""External auditors, what they promise, and what a person may take away as a file."""

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "confidentiality_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_confidentiality_statement_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confidentiality_statement")),
        sa.UniqueConstraint("number", name=op.f("uq_confidentiality_statement_number")),
    )
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["confidentiality_statement.id"], name=op.f("fk_acceptance_statement_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_acceptance_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("user_id", "statement_id", name=op.f("uq_acceptance_user_id_statement_id")),
    )
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acceptance_statement_id"), ["statement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_acceptance_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("access_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("access_until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "own_export_level",
                sa.Enum(
                    "none",
                    "aggregates",
                    "without_cases",
                    "full",
                    name="exportlevel",
                    native_enum=False,
                    length=40,
                ),
                nullable=True,
            )
        )

    # The application fills it in; only the rows that were there needed a value.
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.alter_column("organisation", server_default=None)

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withheld_at", sa.DateTime(timezone=True), nullable=True))

    # An instance that was never set up gets all its roles from ``qa init``.
    op.execute(
        "INSERT INTO role (name, is_second_factor_required) "
        "SELECT 'external_auditor', is_second_factor_required FROM role WHERE name = 'auditor'"
    )


def downgrade() -> None:
    """The older application does not know that people come from outside: they would be let in for ever, so they are not."""
    external = "SELECT id FROM role WHERE name = 'external_auditor'"
    op.execute(
        'UPDATE "user" SET active = FALSE, deactivated_at = CURRENT_TIMESTAMP '
        f"WHERE active AND id IN (SELECT user_id FROM user_role WHERE role_id IN ({external}))"
    )
    op.execute(f"DELETE FROM user_role WHERE role_id IN ({external})")
    op.execute("DELETE FROM role WHERE name = 'external_auditor'")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_column("withheld_at")

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("own_export_level")
        batch_op.drop_column("access_until")
        batch_op.drop_column("access_from")
        batch_op.drop_column("organisation")

    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acceptance_user_id"))
        batch_op.drop_index(batch_op.f("ix_acceptance_statement_id"))

    op.drop_table("acceptance")
    op.drop_table("confidentiality_statement")
