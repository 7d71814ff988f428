"""Who may use what?

``GRANTS`` is the whole policy: README's table and the test of every route × every role are made from it. It
answers only *may this role use this page*. *Which records* is answered by the queries, *may this happen now* by
the rules that raise (architecture: three questions, three places).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a person does in the council. A person may hold several."""

    AUDITOR = "auditor"
    QA_MANAGER = "qa_manager"
    TEAM_MANAGER = "team_manager"
    SERVICE_MANAGER = "service_manager"
    DIRECTOR = "director"
    BOARD_MEMBER = "board_member"
    ADMINISTRATOR = "administrator"
    INFORMATION_GOVERNANCE = "information_governance"
    EXTERNAL_AUDITOR = "external_auditor"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.AUDITOR: "Auditor",
    Role.QA_MANAGER: "QA manager",
    Role.TEAM_MANAGER: "Team manager",
    Role.SERVICE_MANAGER: "Service manager",
    Role.DIRECTOR: "Director",
    Role.BOARD_MEMBER: "Board member",
    Role.ADMINISTRATOR: "Administrator",
    Role.INFORMATION_GOVERNANCE: "Information governance",
    Role.EXTERNAL_AUDITOR: "External auditor",
}

AUDITORS = frozenset({Role.AUDITOR, Role.EXTERNAL_AUDITOR})
"""Who is given audits."""


class Permission(StrEnum):
    """What a page or a step needs. Named object first, verb last."""

    ACCOUNT_KEEP = "account:keep"
    ACTIONS_AGREE = "actions:agree"
    ACTIONS_PROPOSE = "actions:propose"
    ACTIONS_READ = "actions:read"
    ACTIONS_VERIFY = "actions:verify"
    ACTIONS_WORK = "actions:work"
    AUDITS_COMPLETE = "audits:complete"
    AUDITS_READ = "audits:read"
    AUDITS_SIGN_OFF = "audits:sign_off"
    CALIBRATION_JOIN = "calibration:join"
    CALIBRATION_READ = "calibration:read"
    CALIBRATION_RUN = "calibration:run"
    CASES_IMPORT = "cases:import"
    CASES_READ = "cases:read"
    COACHING_OWN = "coaching:own"
    COACHING_RUN = "coaching:run"
    CONCERNS_ACKNOWLEDGE = "concerns:acknowledge"
    CONCERNS_CLOSE = "concerns:close"
    CONCERNS_RAISE = "concerns:raise"
    CONCERNS_READ = "concerns:read"
    CONSISTENCY_READ = "consistency:read"
    COUNCIL_RUN = "council:run"
    DISAGREEMENTS_READ = "disagreements:read"
    EXEMPLARS_CURATE = "exemplars:curate"
    EXEMPLARS_READ = "exemplars:read"
    FINDINGS_PUBLISH = "findings:publish"
    FINDINGS_READ = "findings:read"
    GRADING_READ_OWN = "grading:read-own"
    HISTORY_READ = "history:read"
    HOME_SEE = "home:see"
    MODERATION_DECIDE = "moderation:decide"
    OPERATIONS_READ = "operations:read"
    OUTSIDERS_READ = "outsiders:read"
    PEOPLE_RUN = "people:run"
    PERSONAL_DATA_RUN = "personal-data:run"
    REOPENINGS_ASK = "reopenings:ask"
    REOPENINGS_GRANT = "reopenings:grant"
    REPEATS_OWN = "repeats:own"
    REPEATS_RUN = "repeats:run"
    REPLIES_ASK = "replies:ask"
    REPLIES_DECIDE = "replies:decide"
    ROUNDS_READ = "rounds:read"
    ROUNDS_RUN = "rounds:run"
    SEARCH = "search"
    TOOLS_READ = "tools:read"

    @property
    def label(self) -> str:
        """The permission as a line of README's table."""
        return _PERMISSION_LABELS[self]


_PERMISSION_LABELS = {
    Permission.ACCOUNT_KEEP: "Keep their own password and second factor",
    Permission.ACTIONS_AGREE: "Agree actions of the teams they manage, or propose other words or dates",
    Permission.ACTIONS_PROPOSE: "Propose actions from an audit",
    Permission.ACTIONS_READ: "Read actions within their reach",
    Permission.ACTIONS_VERIFY: "Verify completed actions of other people",
    Permission.ACTIONS_WORK: "Record progress and completion of actions they own",
    Permission.AUDITS_COMPLETE: "Complete audits allocated to them",
    Permission.AUDITS_READ: "Read audits within their reach",
    Permission.AUDITS_SIGN_OFF: "Sign off moderated audits of other people",
    Permission.CALIBRATION_JOIN: "Join calibration exercises and practise",
    Permission.CALIBRATION_READ: "Read released calibration exercises, without names",
    Permission.CALIBRATION_RUN: "Run calibration exercises, record reference grades and waive practice",
    Permission.CASES_IMPORT: "Import case lists",
    Permission.CASES_READ: "Read the case list",
    Permission.COACHING_OWN: "Read and answer the coaching written for them",
    Permission.COACHING_RUN: "Write the coaching log and see what changed after it",
    Permission.CONCERNS_ACKNOWLEDGE: "Acknowledge immediate concerns within their reach",
    Permission.CONCERNS_CLOSE: "Close immediate concerns",
    Permission.CONCERNS_RAISE: "Raise an immediate concern from an audit",
    Permission.CONCERNS_READ: "Read immediate concerns within their reach",
    Permission.CONSISTENCY_READ: "Read how consistently auditors grade",
    Permission.COUNCIL_RUN: "Change the council's settings, teams and services",
    Permission.DISAGREEMENTS_READ: "Read how two auditors of one case differed, within their reach",
    Permission.EXEMPLARS_CURATE: "Curate exemplars of grades",
    Permission.EXEMPLARS_READ: "Read exemplars of grades",
    Permission.FINDINGS_PUBLISH: "Write, preview and publish findings",
    Permission.FINDINGS_READ: "Read published findings",
    Permission.GRADING_READ_OWN: "Read how their own grading compares",
    Permission.HISTORY_READ: "Read the history: who did and saw what, when",
    Permission.HOME_SEE: "See their own home page",
    Permission.MODERATION_DECIDE: "Moderate audits of other people",
    Permission.OPERATIONS_READ: "Read whether the installation runs as it should",
    Permission.OUTSIDERS_READ: "See whose access as an external auditor ends, and what they still hold",
    Permission.PEOPLE_RUN: "Add, change and deactivate people",
    Permission.PERSONAL_DATA_RUN: "Decide on retention, holds and restrictions, and hand out what is held about a case",
    Permission.REOPENINGS_ASK: "Reopen moderated audits; ask for it when they are signed off",
    Permission.REOPENINGS_GRANT: "Grant or refuse the reopening that somebody else asked for",
    Permission.REPEATS_OWN: "Have audits of their own come back to them as repeats",
    Permission.REPEATS_RUN: "Give out repeats, and read how far each auditor agrees with themselves",
    Permission.REPLIES_ASK: "Ask for another look at a moderated audit of their own, or of a team they manage",
    Permission.REPLIES_DECIDE: "Decide on another look at audits that they had no part in",
    Permission.ROUNDS_READ: "Read rounds, samples and progress",
    Permission.ROUNDS_RUN: "Set up rounds, draw samples and allocate audits",
    Permission.SEARCH: "Search within their reach",
    Permission.TOOLS_READ: "Read the audit tools",
}

_EVERYBODY = frozenset({Permission.HOME_SEE, Permission.ACCOUNT_KEEP})
_MANAGES = frozenset(
    {
        Permission.ACTIONS_AGREE,
        Permission.ACTIONS_READ,
        Permission.ACTIONS_WORK,
        Permission.AUDITS_READ,
        Permission.CONCERNS_ACKNOWLEDGE,
        Permission.CONCERNS_READ,
        Permission.DISAGREEMENTS_READ,
        Permission.FINDINGS_READ,
        Permission.REPLIES_ASK,
        Permission.SEARCH,
        Permission.TOOLS_READ,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.AUDITOR: _EVERYBODY
    | {
        Permission.ACTIONS_PROPOSE,
        Permission.ACTIONS_READ,
        Permission.ACTIONS_WORK,
        Permission.AUDITS_COMPLETE,
        Permission.AUDITS_READ,
        Permission.CALIBRATION_JOIN,
        Permission.COACHING_OWN,
        Permission.CONCERNS_RAISE,
        Permission.CONCERNS_READ,
        Permission.DISAGREEMENTS_READ,
        Permission.EXEMPLARS_READ,
        Permission.GRADING_READ_OWN,
        Permission.REPEATS_OWN,
        Permission.REPLIES_ASK,
        Permission.SEARCH,
        Permission.TOOLS_READ,
    },
    Role.QA_MANAGER: _EVERYBODY
    | {
        Permission.ACTIONS_PROPOSE,
        Permission.ACTIONS_READ,
        Permission.ACTIONS_VERIFY,
        Permission.ACTIONS_WORK,
        Permission.AUDITS_READ,
        Permission.AUDITS_SIGN_OFF,
        Permission.CALIBRATION_RUN,
        Permission.CASES_IMPORT,
        Permission.CASES_READ,
        Permission.COACHING_RUN,
        Permission.CONCERNS_ACKNOWLEDGE,
        Permission.CONCERNS_CLOSE,
        Permission.CONCERNS_READ,
        Permission.CONSISTENCY_READ,
        Permission.DISAGREEMENTS_READ,
        Permission.EXEMPLARS_CURATE,
        Permission.EXEMPLARS_READ,
        Permission.FINDINGS_PUBLISH,
        Permission.FINDINGS_READ,
        Permission.MODERATION_DECIDE,
        Permission.OUTSIDERS_READ,
        Permission.REOPENINGS_ASK,
        Permission.REOPENINGS_GRANT,
        Permission.REPEATS_RUN,
        Permission.REPLIES_DECIDE,
        Permission.ROUNDS_READ,
        Permission.ROUNDS_RUN,
        Permission.SEARCH,
        Permission.TOOLS_READ,
    },
    Role.TEAM_MANAGER: _EVERYBODY | _MANAGES,
    Role.SERVICE_MANAGER: _EVERYBODY | _MANAGES,
    Role.DIRECTOR: _EVERYBODY
    | {
        Permission.ACTIONS_READ,
        Permission.ACTIONS_WORK,
        Permission.AUDITS_READ,
        Permission.CALIBRATION_READ,
        Permission.CASES_READ,
        Permission.CONCERNS_READ,
        Permission.CONSISTENCY_READ,
        Permission.DISAGREEMENTS_READ,
        Permission.FINDINGS_READ,
        Permission.REOPENINGS_GRANT,
        Permission.ROUNDS_READ,
        Permission.SEARCH,
        Permission.TOOLS_READ,
    },
    Role.BOARD_MEMBER: _EVERYBODY | {Permission.FINDINGS_READ},
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        Permission.COUNCIL_RUN,
        Permission.HISTORY_READ,
        Permission.OPERATIONS_READ,
        Permission.OUTSIDERS_READ,
        Permission.PEOPLE_RUN,
    },
    Role.INFORMATION_GOVERNANCE: _EVERYBODY | {Permission.HISTORY_READ, Permission.PERSONAL_DATA_RUN},
    Role.EXTERNAL_AUDITOR: _EVERYBODY
    | {Permission.AUDITS_COMPLETE, Permission.AUDITS_READ, Permission.CONCERNS_RAISE},
}


@cache
def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """All that these roles together may do."""
    return frozenset().union(*(GRANTS[role] for role in roles))
