"""What can happen that the history keeps?"""

from __future__ import annotations

from enum import StrEnum


class Happening(StrEnum):
    """One kind of line in the history. The words of a member never change: they are part of the chain."""

    SIGNED_IN = "signed_in"
    SIGNED_IN_BY_PROVIDER = "signed_in_by_provider"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REFUSED = "sign_in_refused"
    BREAK_GLASS_USED = "break_glass_used"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # no password
    PASSWORD_RESET_ASKED = "password_reset_asked"  # noqa: S105  # no password
    SESSION_ENDED = "session_ended"
    PAGE_REFUSED = "page_refused"
    VIEWED = "viewed"
    LISTED = "listed"
    HISTORY_READ = "history_read"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    SETTINGS_CHANGED = "settings_changed"
    PERMISSIONS_CHANGED = "permissions_changed"
    EXPORTED = "exported"
    PUBLISHED = "published"
    COMMAND = "command"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    ANONYMISED = "anonymised"
    SUBJECT_ACCESS_MADE = "subject_access_made"
    CORRECTION_RECORDED = "correction_recorded"
    RESTRICTED = "restricted"
    BACKUP_MADE = "backup_made"
    BACKUP_VERIFIED = "backup_verified"
    RESTORED = "restored"
    MIGRATED = "migrated"
    HISTORY_VERIFIED = "history_verified"
    HISTORY_ANCHORED = "history_anchored"
    STATEMENT_WRITTEN = "statement_written"
    STATEMENT_ACCEPTED = "statement_accepted"
    RESTRICTION_LIFTED = "restriction_lifted"
    DISPOSED = "disposed"
    WORDS_ACCEPTED = "words_accepted"

    @property
    def label(self) -> str:
        """The happening as the page says it."""
        return _LABELS[self]


_LABELS = {
    Happening.SIGNED_IN: "Signed in",
    Happening.SIGNED_IN_BY_PROVIDER: "Signed in through the council’s provider",
    Happening.SIGNED_OUT: "Signed out",
    Happening.SIGN_IN_REFUSED: "Sign-in refused",
    Happening.BREAK_GLASS_USED: "Emergency account used",
    Happening.SECOND_FACTOR_CHANGED: "Second factor changed",
    Happening.PASSWORD_CHANGED: "Password changed",
    Happening.PASSWORD_RESET_ASKED: "Password reset asked for",
    Happening.SESSION_ENDED: "Session ended",
    Happening.PAGE_REFUSED: "Page refused",
    Happening.VIEWED: "Viewed",
    Happening.LISTED: "List viewed",
    Happening.HISTORY_READ: "History read",
    Happening.ADDED: "Added",
    Happening.CHANGED: "Changed",
    Happening.REMOVED: "Removed",
    Happening.SETTINGS_CHANGED: "Settings changed",
    Happening.PERMISSIONS_CHANGED: "Permissions changed",
    Happening.EXPORTED: "Exported",
    Happening.PUBLISHED: "Published",
    Happening.COMMAND: "Command run",
    Happening.HOLD_PLACED: "Legal hold placed",
    Happening.HOLD_LIFTED: "Legal hold lifted",
    Happening.ANONYMISED: "Anonymised",
    Happening.SUBJECT_ACCESS_MADE: "Subject access made",
    Happening.CORRECTION_RECORDED: "Correction recorded",
    Happening.RESTRICTED: "Use restricted",
    Happening.BACKUP_MADE: "Backup made",
    Happening.BACKUP_VERIFIED: "Backup verified",
    Happening.RESTORED: "Restored from a backup",
    Happening.MIGRATED: "Database migrated",
    Happening.HISTORY_VERIFIED: "History verified",
    Happening.HISTORY_ANCHORED: "History anchored",
    Happening.STATEMENT_WRITTEN: "Confidentiality statement written",
    Happening.STATEMENT_ACCEPTED: "Confidentiality statement accepted",
    Happening.RESTRICTION_LIFTED: "Restriction lifted",
    Happening.DISPOSED: "Retention schedule carried out",
    Happening.WORDS_ACCEPTED: "Words that may identify accepted for publication",
}


def label_of(what: str) -> str:
    """The label of what a row says, also when a newer version of the product wrote it."""
    try:
        return Happening(what).label
    except ValueError:
        return what.replace("_", " ").capitalize()
