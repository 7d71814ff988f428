"""Calibration exercises, reference grades and practice.

Audits get two more kinds, about the case of an exercise. Nobody has to practise until the council says so.
"""

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exercise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tool_version_id", sa.Integer(), nullable=False),
        sa.Column("releases_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("notes_by_id", sa.Integer(), nullable=True),
        sa.Column("notes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_because", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["user.id"], name=op.f("fk_exercise_cancelled_by_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_exercise_created_by_id")),
        sa.ForeignKeyConstraint(["notes_by_id"], ["user.id"], name=op.f("fk_exercise_notes_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_exercise_opened_by_id")),
        sa.ForeignKeyConstraint(
            ["tool_version_id"], ["tool_version.id"], name=op.f("fk_exercise_tool_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise")),
        sa.UniqueConstraint("once", name=op.f("uq_exercise_once")),
    )
    with op.batch_alter_table("exercise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exercise_releases_at"), ["releases_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exercise_tool_version_id"), ["tool_version_id"], unique=False)

    op.create_table(
        "practice_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["auditor_id"], ["user.id"], name=op.f("fk_practice_waiver_auditor_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_practice_waiver_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_practice_waiver_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_waiver")),
    )
    with op.batch_alter_table("practice_waiver", schema=None) as batch_op:
        batch_op.create_index(
            "uq_practice_waiver_auditor",
            ["auditor_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_out_because", sa.Text(), nullable=False),
        sa.Column("taken_out_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["auditor_id"], ["user.id"], name=op.f("fk_invitation_auditor_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_invitation_by_id")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_invitation_exercise_id")),
        sa.ForeignKeyConstraint(["taken_out_by_id"], ["user.id"], name=op.f("fk_invitation_taken_out_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("exercise_id", "auditor_id", name=op.f("uq_invitation_exercise_id_auditor_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_auditor_id"), ["auditor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_exercise_id"), ["exercise_id"], unique=False)

    op.create_table(
        "exercise_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("referenced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(case_id IS NULL) = (text <> '')", name=op.f("ck_exercise_case_one_of_case_or_vignette")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_exercise_case_case_id")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_exercise_case_exercise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_case")),
        sa.UniqueConstraint("exercise_id", "case_id", name=op.f("uq_exercise_case_exercise_id_case_id")),
        sa.UniqueConstraint("once", name=op.f("uq_exercise_case_once")),
    )
    with op.batch_alter_table("exercise_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exercise_case_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exercise_case_exercise_id"), ["exercise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exercise_case_referenced_at"), ["referenced_at"], unique=False)

    op.create_table(
        "reference_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exercise_case_id", sa.Integer(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reference_grade_by_id")),
        sa.ForeignKeyConstraint(
            ["exercise_case_id"], ["exercise_case.id"], name=op.f("fk_reference_grade_exercise_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_grade")),
    )
    with op.batch_alter_table("reference_grade", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reference_grade_exercise_case_id"), ["exercise_case_id"], unique=False
        )

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("exercise_case_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_audit_exercise_case_id"), ["exercise_case_id"], unique=False)
        batch_op.create_index(
            "uq_audit_exercise_case_auditor",
            ["exercise_case_id", "auditor_id"],
            unique=True,
            sqlite_where=sa.text("status <> 'withdrawn'"),
            postgresql_where=sa.text("status <> 'withdrawn'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_audit_exercise_case_id"), "exercise_case", ["exercise_case_id"], ["id"]
        )

    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.add_column(sa.Column("practice_cases", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("practice_tolerance", sa.Double(), nullable=False, server_default="0.5")
        )
    # The application fills these in; only the row that was there needed values.
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.alter_column("practice_cases", server_default=None)
        batch_op.alter_column("practice_tolerance", server_default=None)


def downgrade() -> None:
    """What was graded for exercises has no place in the older tables: it goes."""
    of_exercises = "SELECT id FROM audit WHERE kind IN ('calibration', 'practice')"
    op.execute(
        "DELETE FROM finding_theme WHERE finding_id IN"
        f" (SELECT id FROM finding WHERE audit_id IN ({of_exercises}))"
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
        op.execute(f"DELETE FROM {table} WHERE audit_id IN ({of_exercises})")
    op.execute("DELETE FROM audit WHERE kind IN ('calibration', 'practice')")
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.drop_column("practice_tolerance")
        batch_op.drop_column("practice_cases")

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_audit_exercise_case_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_audit_exercise_case_id"))
        batch_op.drop_index(
            "uq_audit_exercise_case_auditor",
            sqlite_where=sa.text("status <> 'withdrawn'"),
            postgresql_where=sa.text("status <> 'withdrawn'"),
        )
        batch_op.drop_column("exercise_case_id")

    with op.batch_alter_table("reference_grade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reference_grade_exercise_case_id"))

    op.drop_table("reference_grade")
    with op.batch_alter_table("exercise_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_case_referenced_at"))
        batch_op.drop_index(batch_op.f("ix_exercise_case_exercise_id"))
        batch_op.drop_index(batch_op.f("ix_exercise_case_case_id"))

    op.drop_table("exercise_case")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_exercise_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_auditor_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("practice_waiver", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_practice_waiver_auditor",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("practice_waiver")
    with op.batch_alter_table("exercise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_tool_version_id"))
        batch_op.drop_index(batch_op.f("ix_exercise_releases_at"))

    op.drop_table("exercise")
