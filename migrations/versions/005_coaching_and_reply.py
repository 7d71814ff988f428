"""Coaching, another look at a decision, sign-off and reopening."""

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coaching",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "changed",
                "disagreement",
                "calibration",
                "by_hand",
                name="source",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["auditor_id"], ["user.id"], name=op.f("fk_coaching_auditor_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_coaching_by_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_coaching_done_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching")),
        sa.UniqueConstraint("once", name=op.f("uq_coaching_once")),
    )
    with op.batch_alter_table("coaching", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coaching_at"), ["at"], unique=False)
        batch_op.create_index("ix_coaching_auditor_at", ["auditor_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_coaching_by_id"), ["by_id"], unique=False)

    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_sign_off_audit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_sign_off_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_sign_off_audit_id_number")),
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_off_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("sign_off_id", sa.Integer(), nullable=True),
        sa.Column(
            "to",
            sa.Enum("auditor", "moderation", name="reopento", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "granted", "refused", "done", name="reopeningstatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_reopening_asked_by_id")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_reopening_audit_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_reopening_decided_by_id")),
        sa.ForeignKeyConstraint(["sign_off_id"], ["sign_off.id"], name=op.f("fk_reopening_sign_off_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
        sa.UniqueConstraint("once", name=op.f("uq_reopening_once")),
    )
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reopening_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index("ix_reopening_status_asked", ["status", "asked_at"], unique=False)

    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("moderation_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "asked_as",
            sa.Enum("auditor", "manager", name="askedas", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("stands", "changed", "overtaken", name="replyoutcome", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_reply_audit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reply_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_reply_decided_by_id")),
        sa.ForeignKeyConstraint(["moderation_id"], ["moderation.id"], name=op.f("fk_reply_moderation_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["moderation.id"], name=op.f("fk_reply_outcome_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("once", name=op.f("uq_reply_once")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index("ix_reply_outcome_asked", ["outcome", "asked_at"], unique=False)

    op.create_table(
        "reply_about",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_reply_about_reply_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_about")),
        sa.UniqueConstraint("reply_id", "key", name=op.f("uq_reply_about_reply_id_key")),
    )
    with op.batch_alter_table("reply_about", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_about_reply_id"), ["reply_id"], unique=False)

    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_days", sa.Integer(), nullable=False, server_default="10"))

    # The application fills it in; only the row that was there needed a value.
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.alter_column("reply_days", server_default=None)


def downgrade() -> None:
    """The older application knows neither these steps nor this way to a decision: they would stop it reading a history."""
    op.execute("DELETE FROM audit_event WHERE step IN ('ask', 'look_again', 'sign_off', 'reopen')")
    op.execute("UPDATE moderation SET way = 'read' WHERE way = 'reply'")
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.drop_column("reply_days")

    with op.batch_alter_table("reply_about", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_about_reply_id"))

    op.drop_table("reply_about")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_outcome_asked")
        batch_op.drop_index(batch_op.f("ix_reply_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_reply_by_id"))
        batch_op.drop_index(batch_op.f("ix_reply_audit_id"))

    op.drop_table("reply")
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.drop_index("ix_reopening_status_asked")
        batch_op.drop_index(batch_op.f("ix_reopening_audit_id"))

    op.drop_table("reopening")
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_off_audit_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_at"))

    op.drop_table("sign_off")
    with op.batch_alter_table("coaching", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coaching_by_id"))
        batch_op.drop_index("ix_coaching_auditor_at")
        batch_op.drop_index(batch_op.f("ix_coaching_at"))

    op.drop_table("coaching")
