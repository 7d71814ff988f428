"""Blind second audits.

Audits get kinds, and what was chosen when each was first handed in is locked: for those that were handed in before, as far
as it is still known. An audit that was returned has other answers since, so nothing is locked for it.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "locked_answer",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_locked_answer_audit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("audit_id", "question_key", name=op.f("pk_locked_answer")),
    )
    op.create_table(
        "pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column(
            "chosen",
            sa.Enum(
                "new_auditor", "share", "at_least", "by_hand", name="chosen", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "agreed",
                "to_decide",
                "to_panel",
                "decided",
                "called_off",
                name="pairstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_because", sa.Text(), nullable=False),
        sa.Column("called_off_by_id", sa.Integer(), nullable=True),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_pair_audit_id")),
        sa.ForeignKeyConstraint(["called_off_by_id"], ["user.id"], name=op.f("fk_pair_called_off_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_pair_made_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_pair_round_id")),
        sa.ForeignKeyConstraint(["second_id"], ["audit.id"], name=op.f("fk_pair_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
        sa.UniqueConstraint("second_id", name=op.f("uq_pair_second_id")),
    )
    with op.batch_alter_table("pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pair_locked_at"), ["locked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_pair_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pair_settled_at"), ["settled_at"], unique=False)
        batch_op.create_index("ix_pair_status_locked", ["status", "locked_at"], unique=False)

    op.create_table(
        "panel_grades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overall", sa.Text(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_panel_grades_by_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_panel_grades_pair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_grades")),
        sa.UniqueConstraint("pair_id", "by_id", name=op.f("uq_panel_grades_pair_id_by_id")),
        sa.UniqueConstraint("pair_id", "seat", name=op.f("uq_panel_grades_pair_id_seat")),
    )
    with op.batch_alter_table("panel_grades", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_grades_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_panel_grades_pair_id"), ["pair_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("audit", "second", name="auditkind", native_enum=False, length=40),
                nullable=False,
                server_default="audit",
            )
        )
        batch_op.add_column(sa.Column("of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("round_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("sampled_case_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("case_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_audit_of_id"), ["of_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_audit_of_id"), "audit", ["of_id"], ["id"])

    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("hides_names_until_decided", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("moderated_section", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_grade", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "taken",
                sa.Enum("first", "second", "other", name="taken", native_enum=False, length=40),
                nullable=True,
            )
        )
        batch_op.alter_column("moderator_grade", existing_type=sa.TEXT(), nullable=True)

    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pair_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("second_grade", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "taken",
                sa.Enum("first", "second", "other", name="taken", native_enum=False, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "way",
                sa.Enum("read", "bulk", "rule", "beside", "panel", name="way", native_enum=False, length=40),
                nullable=False,
                server_default="read",
            )
        )
        batch_op.add_column(sa.Column("stands", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column("by_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_moderation_pair_id"), ["pair_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_moderation_pair_id"), "pair", ["pair_id"], ["id"])

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_json", sa.Text(), nullable=False, server_default="{}"))

    op.execute("UPDATE moderation SET way = 'bulk' WHERE is_bulk")
    op.execute(
        "UPDATE moderation SET stands = true WHERE id IN (SELECT max(id) FROM moderation"
        " WHERE decision IN ('agreed', 'changed') GROUP BY audit_id)"
    )
    _lock()
    # The application fills these in; only the rows that were there needed a value.
    for table, column in (
        ("audit", "kind"),
        ("council", "hides_names_until_decided"),
        ("moderation", "way"),
        ("moderation", "stands"),
        ("round", "second_json"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.drop_column("is_bulk")


def _lock() -> None:
    """What was chosen in audits that were handed in and never returned."""
    connection = op.get_bind()
    chosen = {
        tool_id: _chosen(json.loads(definition))
        for tool_id, definition in connection.execute(sa.text("SELECT id, definition_json FROM tool_version"))
    }
    handed_in = (
        "audit.submitted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_event"
        " WHERE audit_event.audit_id = audit.id AND audit_event.step = 'return')"
    )
    connection.execute(sa.text(f"UPDATE audit SET locked_at = submitted_at WHERE {handed_in}"))
    for tool_id, keys in chosen.items():
        if keys:
            connection.execute(
                sa.text(
                    "INSERT INTO locked_answer (audit_id, question_key, value)"
                    " SELECT audit.id, answer.question_key, answer.value FROM answer JOIN audit ON audit.id = answer.audit_id"
                    " WHERE audit.locked_at IS NOT NULL AND audit.tool_version_id = :tool AND answer.value <> ''"
                    " AND answer.question_key IN :keys"
                ).bindparams(sa.bindparam("keys", expanding=True)),
                {"tool": tool_id, "keys": keys},
            )


def _chosen(tool: dict) -> list[str]:
    """The keys of questions whose answer is chosen, with those that every tool has."""
    keys = ["overall-grade"]
    for section in tool["sections"]:
        keys += [
            each["key"] for each in section["questions"] if each["kind"] in {"judgement", "grade", "one_of"}
        ]
        keys += [f"{section['key']}-grade"] * bool(section.get("graded"))
        keys += [f"{section['key']}-relevance"] * bool(section.get("optional"))
    return keys


def downgrade() -> None:
    """Blind work has no place in the older tables: it goes, and with it what was decided beside it."""
    for table in ("moderated_section", "moderation"):
        of_pair = (
            "pair_id IS NOT NULL"
            if table == "moderation"
            else ("moderation_id IN (SELECT id FROM moderation WHERE pair_id IS NOT NULL)")
        )
        op.execute(f"DELETE FROM {table} WHERE {of_pair}")
    for table in ("panel_grades", "pair"):
        op.execute(f"DELETE FROM {table}")
    op.execute(
        "DELETE FROM finding_theme WHERE finding_id IN (SELECT finding.id FROM finding"
        " JOIN audit ON audit.id = finding.audit_id WHERE audit.kind <> 'audit')"
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
        op.execute(f"DELETE FROM {table} WHERE audit_id IN (SELECT id FROM audit WHERE kind <> 'audit')")
    op.execute("DELETE FROM audit WHERE kind <> 'audit'")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("second_json")

    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_bulk", sa.BOOLEAN(), nullable=False, server_default=sa.false()))
        batch_op.drop_constraint(batch_op.f("fk_moderation_pair_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_moderation_pair_id"))
        batch_op.alter_column("by_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("stands")
        batch_op.drop_column("taken")
        batch_op.drop_column("second_grade")
        batch_op.drop_column("pair_id")

    op.execute("UPDATE moderation SET is_bulk = true WHERE way = 'bulk'")
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.alter_column("is_bulk", server_default=None)
        batch_op.drop_column("way")
    with op.batch_alter_table("moderated_section", schema=None) as batch_op:
        batch_op.alter_column("moderator_grade", existing_type=sa.TEXT(), nullable=False)
        batch_op.drop_column("taken")
        batch_op.drop_column("second_grade")

    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.drop_column("hides_names_until_decided")

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_audit_of_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_audit_of_id"))
        batch_op.alter_column("case_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("sampled_case_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("round_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("locked_at")
        batch_op.drop_column("of_id")
        batch_op.drop_column("kind")

    with op.batch_alter_table("panel_grades", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_grades_pair_id"))
        batch_op.drop_index(batch_op.f("ix_panel_grades_by_id"))

    op.drop_table("panel_grades")
    with op.batch_alter_table("pair", schema=None) as batch_op:
        batch_op.drop_index("ix_pair_status_locked")
        batch_op.drop_index(batch_op.f("ix_pair_settled_at"))
        batch_op.drop_index(batch_op.f("ix_pair_round_id"))
        batch_op.drop_index(batch_op.f("ix_pair_locked_at"))
        batch_op.drop_index(batch_op.f("ix_pair_audit_id"))

    op.drop_table("pair")
    op.drop_table("locked_answer")
