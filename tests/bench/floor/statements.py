"""What does the bare application ask of the database? One statement wherever one does."""

# ruff: noqa: S608 (every piece is written here)
from __future__ import annotations

OWN_AUDIT = """
SELECT audit.id, audit.due_on, audit.tool_version_id, "case".reference, "case".age_band, team.name AS team
FROM audit JOIN "case" ON "case".id = audit.case_id LEFT JOIN team ON team.id = audit.team_id
WHERE audit.id = ? AND audit.auditor_id = ? AND audit.status IN ('in_progress', 'returned')
"""
ANSWERS = "SELECT question_key, value, comment, version FROM answer WHERE audit_id = ?"
SAVE = """
UPDATE answer SET value = ?, comment = ?, version = version + 1, saved_by_id = ?, saved_at = ?
WHERE audit_id = ? AND question_key = ? AND version = ? AND EXISTS (
    SELECT 1 FROM audit WHERE id = ? AND auditor_id = ? AND status IN ('in_progress', 'returned'))
"""

_OWN_DONE = "FROM audit WHERE auditor_id = ? AND status = 'moderated'"
_WAITING = """FROM audit WHERE status = 'submitted'
AND EXISTS (SELECT 1 FROM queue_reason WHERE queue_reason.audit_id = audit.id)"""
LISTS = {
    "audits": (
        f"SELECT count(*) {_OWN_DONE}",
        """
        SELECT audit.id, "case".reference, round.title, team.name AS team, tool_version.title AS tool,
            audit.due_on, audit.moderated_at, audit.final_grade
        FROM audit JOIN "case" ON "case".id = audit.case_id JOIN round ON round.id = audit.round_id
        JOIN tool_version ON tool_version.id = audit.tool_version_id LEFT JOIN team ON team.id = audit.team_id
        WHERE audit.auditor_id = ? AND audit.status = 'moderated'
        ORDER BY audit.moderated_at DESC, audit.id DESC LIMIT ?
        """,
        True,
    ),
    "moderation": (
        f"SELECT count(*) {_WAITING}",
        """
        SELECT audit.id, "case".reference, round.title, team.name AS team, "user".name AS auditor,
            audit.submitted_at, audit.auditor_grade,
            (SELECT group_concat(sentence) FROM queue_reason WHERE queue_reason.audit_id = audit.id) AS reasons
        FROM audit JOIN "case" ON "case".id = audit.case_id JOIN round ON round.id = audit.round_id
        JOIN "user" ON "user".id = audit.auditor_id LEFT JOIN team ON team.id = audit.team_id
        WHERE audit.status = 'submitted'
        AND EXISTS (SELECT 1 FROM queue_reason WHERE queue_reason.audit_id = audit.id)
        ORDER BY audit.submitted_at, audit.id LIMIT ?
        """,
        False,
    ),
    "actions": (
        "SELECT count(*) FROM action WHERE status NOT IN ('verified', 'cancelled')",
        """
        SELECT action.id, action.what, action.priority, action.due_on, action.status, "user".name AS owner,
            team.name AS team, "case".reference
        FROM action JOIN audit ON audit.id = action.audit_id JOIN "case" ON "case".id = audit.case_id
        JOIN "user" ON "user".id = action.owner_id LEFT JOIN team ON team.id = action.team_id
        WHERE action.status NOT IN ('verified', 'cancelled') ORDER BY action.due_on, action.id LIMIT ?
        """,
        False,
    ),
    "cases": (
        'SELECT count(*) FROM "case" WHERE is_open',
        """
        SELECT "case".id, "case".reference, "case".age_band, team.name AS team, worker.name AS worker
        FROM "case" LEFT JOIN team ON team.id = "case".team_id LEFT JOIN worker ON worker.id = "case".worker_id
        WHERE "case".is_open ORDER BY "case".reference LIMIT ?
        """,
        False,
    ),
}

_MONTH = "audit.status = 'moderated' AND audit.moderated_at >= ? AND audit.moderated_at < ?"
FINDINGS = (
    ("Grades", f"SELECT auditor_grade, final_grade, count(*) AS n FROM audit WHERE {_MONTH} GROUP BY 1, 2"),
    (
        "Services",
        f"""SELECT service.name, audit.final_grade, count(*) AS n FROM audit JOIN team ON team.id = audit.team_id
        JOIN service ON service.id = team.service_id WHERE {_MONTH} GROUP BY 1, 2""",
    ),
    (
        "Teams",
        f"""SELECT team.name, audit.final_grade, count(*) AS n FROM audit JOIN team ON team.id = audit.team_id
        WHERE {_MONTH} GROUP BY 1, 2""",
    ),
    (
        "Sections",
        f"""SELECT section_grade.section_key, section_grade.final_grade, count(*) AS n FROM audit
        JOIN section_grade ON section_grade.audit_id = audit.id WHERE {_MONTH} GROUP BY 1, 2""",
    ),
    (
        "Questions",
        f"""SELECT answer.question_key, answer.value, count(*) AS n FROM audit
        JOIN answer ON answer.audit_id = audit.id WHERE {_MONTH} AND answer.value IN
        ('yes', 'partly', 'no', 'not_evidenced', 'not_applicable') GROUP BY 1, 2""",
    ),
    (
        "Themes",
        f"""SELECT finding_theme.theme_key, finding.kind, count(*) AS n FROM audit
        JOIN finding ON finding.audit_id = audit.id JOIN finding_theme ON finding_theme.finding_id = finding.id
        WHERE {_MONTH} GROUP BY 1, 2""",
    ),
    (
        "Moderation",
        f"""SELECT moderation.category, moderation.way, count(*) AS n FROM audit
        JOIN moderation ON moderation.audit_id = audit.id WHERE {_MONTH} GROUP BY 1, 2""",
    ),
    (
        "Actions",
        f"""SELECT action.level, action.status, count(*) AS n FROM audit
        JOIN action ON action.audit_id = audit.id WHERE {_MONTH} GROUP BY 1, 2""",
    ),
    (
        "Concerns",
        f"""SELECT count(*) AS raised, count(concern.closed_at) AS closed FROM audit
        JOIN concern ON concern.audit_id = audit.id WHERE {_MONTH}""",
    ),
)
"""Each takes the first moment of the month and the first after it."""

PAIRS = """
SELECT one.question_key, one.value, other.value FROM pair
JOIN audit first ON first.id = pair.audit_id JOIN audit second ON second.id = pair.second_id
JOIN locked_answer one ON one.audit_id = first.id
JOIN locked_answer other ON other.audit_id = second.id AND other.question_key = one.question_key
WHERE pair.locked_at IS NOT NULL AND first.tool_version_id = second.tool_version_id AND one.question_key IN ({})
"""
"""What both auditors of every pair graded: the overall grade and each section."""
TOOL_OF_PAIRS = """
SELECT definition_json FROM tool_version WHERE id = (
    SELECT tool_version_id FROM audit JOIN pair ON pair.audit_id = audit.id LIMIT 1)
"""
