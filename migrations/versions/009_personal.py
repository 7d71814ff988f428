"""Personal data: words that may stay, retention, holds, restrictions, corrections, subject access."""

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accepted_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_accepted_words_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_words")),
        sa.UniqueConstraint("sha256", "mark", name=op.f("uq_accepted_words_sha256_mark")),
    )
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("periods", sa.JSON(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_disposal_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )
    op.create_table(
        "retention_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "record_class",
            sa.Enum(
                "actions",
                "concerns",
                "audits",
                "exercises",
                "coaching",
                "publications",
                "imports",
                "cases",
                "outbox",
                "history",
                name="recordclass",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_retention_period_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_period")),
        sa.UniqueConstraint("record_class", name=op.f("uq_retention_period_record_class")),
    )
    op.create_table(
        "anonymised",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "record_class",
            sa.Enum(
                "actions",
                "concerns",
                "audits",
                "exercises",
                "coaching",
                "publications",
                "imports",
                "cases",
                "outbox",
                "history",
                name="recordclass",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_anonymised_disposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymised")),
        sa.UniqueConstraint("record_class", "record_id", name=op.f("uq_anonymised_record_class_record_id")),
    )
    with op.batch_alter_table("anonymised", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anonymised_disposal_id"), ["disposal_id"], unique=False)

    op.create_table(
        "subject_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redacted", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_subject_access_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_subject_access_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_access")),
    )
    with op.batch_alter_table("subject_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subject_access_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("hold", "restriction", "correction", name="noticekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_case_notice_audit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_notice_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_notice_case_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_case_notice_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notice")),
        sa.UniqueConstraint("once", name=op.f("uq_case_notice_once")),
    )
    with op.batch_alter_table("case_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_notice_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_notice_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_case_notice_kind_ended", ["kind", "ended_at"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("removed_at")

    with op.batch_alter_table("case_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_case_notice_kind_ended")
        batch_op.drop_index(batch_op.f("ix_case_notice_case_id"))
        batch_op.drop_index(batch_op.f("ix_case_notice_audit_id"))

    op.drop_table("case_notice")
    with op.batch_alter_table("subject_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subject_access_case_id"))

    op.drop_table("subject_access")
    with op.batch_alter_table("anonymised", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anonymised_disposal_id"))

    op.drop_table("anonymised")
    op.drop_table("retention_period")
    op.drop_table("disposal")
    op.drop_table("accepted_words")
