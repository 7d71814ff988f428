"""Whom does the council's own sign-on let in, as what?

The instance's settings name the provider and what each of its groups means here. A group gives roles, and may give a
team and what is managed. What several groups give adds up; who holds no such group has no access.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from qa_app.domain.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST_SESSION = timedelta(hours=12)
"""After so long a person proves anew who they are, however much they did meanwhile: NIST SP 800-63B, section 4.2.3."""

_TEXTS = ("issuer", "client_id", "client_secret", "name", "groups_claim", "break_glass")
_FLAGS = ("local_passwords", "provider_asks_second_factor")
_NUMBERS = ("session_hours",)
_OF_GROUP = ("roles", "manages_teams", "manages_services")
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class Way(StrEnum):
    """How a person proved who they are."""

    PASSWORD = "password"  # noqa: S105  # the word for it
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        """As a line of the list of sessions."""
        return {"password": "Password", "provider": "Single sign-on"}[self.value]


@dataclass(frozen=True, slots=True)
class Group:
    """What one group of the provider means here. Teams and services are named, as on the Council page."""

    group: str
    roles: frozenset[Role]
    team: str = ""
    manages_teams: frozenset[str] = frozenset()
    manages_services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person's groups give them together."""

    roles: frozenset[Role] = frozenset()
    team: str = ""
    manages_teams: frozenset[str] = frozenset()
    manages_services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SignOn:
    """The settings of single sign-on.

    ``break_glass`` is the address of the one administrator whose password works when ``local_passwords`` are off.
    ``session_hours`` is how long a sign-on counts before the provider is asked again, and with it the groups.
    """

    issuer: str
    client_id: str
    client_secret: str
    groups: tuple[Group, ...]
    name: str = "your council account"
    groups_claim: str = "groups"
    local_passwords: bool = True
    break_glass: str = ""
    provider_asks_second_factor: bool = False
    session_hours: int = 10

    @property
    def gives_teams(self) -> bool:
        """Whether a team is the provider's to say; else it is an administrator's."""
        return any(each.team for each in self.groups)

    @property
    def gives_management(self) -> bool:
        """Whether what people manage is the provider's to say; else it is an administrator's."""
        return any(each.manages_teams or each.manages_services for each in self.groups)

    def reach_of(self, held: Iterable[str]) -> Reach:
        """What these groups give. Of several teams the first counts, in the order of the settings."""
        held = frozenset(held)
        matched = [each for each in self.groups if each.group in held]
        return Reach(
            frozenset().union(*(each.roles for each in matched)),
            next((each.team for each in matched if each.team), ""),
            frozenset().union(*(each.manages_teams for each in matched)),
            frozenset().union(*(each.manages_services for each in matched)),
        )

    def lets_in_by_password(self, email: str, *, is_connected: bool) -> bool:
        """Whether a password is enough: never for those who come through the provider, so that losing a group counts."""
        if self.break_glass and email.lower() == self.break_glass:
            return True
        return self.local_passwords and not is_connected


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who the provider says has come. ``proved_at`` is when they last proved it there, in seconds; 0 if not said."""

    issuer: str
    subject: str
    name: str
    email: str
    groups: frozenset[str]
    proved_at: float = 0


def hash_of(token: str) -> str:
    """What is kept of a session's token, so that nobody who reads the database can use it."""
    return sha256(token.encode()).hexdigest()


class NotUsable(Exception):
    """What the provider sent is genuine but cannot be used; the message says what has to be changed there."""


def arrival_from(claims: Mapping[str, object], settings: SignOn) -> Arrival:
    """Read the claims of a token whose signature, issuer, audience, nonce and times were checked.

    :raises NotUsable: when an address or a name is missing, or the groups were too many to be sent.
    """
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, dict) and settings.groups_claim in elsewhere:
        raise NotUsable(
            "You are in more groups than the sign-on can send. Ask whoever runs it to send only the groups "
            "of this application."
        )
    given = claims.get(settings.groups_claim, ())
    groups = [given] if isinstance(given, str) else given if isinstance(given, list | tuple) else ()
    email = next(
        (
            text.lower()
            for text in (
                str(claims.get(name) or "").strip() for name in ("email", "preferred_username", "upn")
            )
            if _is_address(text)
        ),
        "",
    )
    if not email:
        raise NotUsable("The sign-on did not send your e-mail address. Ask whoever runs it to send it.")
    said = claims.get("auth_time")
    return Arrival(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        name=" ".join(str(claims.get("name") or email.split("@")[0]).split())[:200],
        email=email,
        groups=frozenset(str(each) for each in groups),
        proved_at=float(said) if isinstance(said, int | float) else 0,
    )


def sign_on_from(given: Mapping[str, object]) -> tuple[SignOn | None, list[str]]:
    """The settings of a ``[sign_on]`` table, or every problem of it."""
    known = {*_TEXTS, *_FLAGS, *_NUMBERS, "client_secret_file", "groups"}
    problems = [f"'sign_on.{name}' is not a setting." for name in given if name not in known]
    values: dict[str, object] = {}
    for names, kind, words in (
        (_TEXTS, str, "text"),
        (_FLAGS, bool, "true or false"),
        (_NUMBERS, int, "a whole number"),
    ):
        for name in names:
            value = given.get(name)
            if value is None:
                continue
            if type(value) is kind:
                values[name] = value
            else:
                problems.append(f"'sign_on.{name}' must be {words}, not {value!r}.")
    problems += [
        f"'sign_on.{name}' is missing."
        for name in ("issuer", "client_id", "client_secret")
        if not values.get(name)
    ]
    issuer = str(values.get("issuer", ""))
    if issuer and not issuer.startswith(("https://", *_LOOPBACK)):
        problems.append(f"'sign_on.issuer' must begin with https://, not {issuer!r}.")
    hours = values.get("session_hours", 10)
    longest = LONGEST_SESSION // timedelta(hours=1)
    if isinstance(hours, int) and not 1 <= hours <= longest:
        problems.append(f"'sign_on.session_hours' must be between 1 and {longest}.")
    values["break_glass"] = str(values.get("break_glass", "")).strip().lower()
    if values.get("local_passwords") is False and not values["break_glass"]:
        problems.append(
            "'sign_on.local_passwords' is off, so 'sign_on.break_glass' must be the address of the one "
            "administrator who can still sign in with a password when the provider is down."
        )
    groups, of_groups = _groups(given.get("groups"))
    problems += of_groups
    if problems:
        return None, problems
    return SignOn(groups=groups, **values), []  # type: ignore[arg-type]  # each was checked above


def _groups(given: object) -> tuple[tuple[Group, ...], list[str]]:
    if not isinstance(given, list) or not given:
        return (), ["'sign_on.groups' is missing: say which group gives which roles."]
    problems: list[str] = []
    found = []
    for number, each in enumerate(given, start=1):
        where = f"'sign_on.groups' number {number}"
        if not isinstance(each, dict) or not isinstance(each.get("group"), str) or not each["group"].strip():
            problems.append(f"{where}: 'group' must say which group of the provider it is.")
            continue
        problems += [
            f"{where}: '{name}' is not a setting."
            for name in each
            if name not in {*_OF_GROUP, "group", "team"}
        ]
        lists = {name: each.get(name, []) for name in _OF_GROUP}
        odd = [
            name
            for name, value in lists.items()
            if not isinstance(value, list) or not all(isinstance(word, str) for word in value)
        ]
        if odd or not isinstance(each.get("team", ""), str):
            problems += [f"{where}: '{name}' must be a list of texts." for name in odd]
            problems += [] if isinstance(each.get("team", ""), str) else [f"{where}: 'team' must be text."]
            continue
        unknown = [word for word in lists["roles"] if word not in {role.value for role in Role}]
        problems += [f"{where}: there is no role '{word}'." for word in unknown]
        if not lists["roles"]:
            problems.append(f"{where}: 'roles' must name at least one role.")
        if not unknown:
            found.append(
                Group(
                    each["group"].strip(),
                    frozenset(Role(word) for word in lists["roles"]),
                    each.get("team", "").strip(),
                    frozenset(lists["manages_teams"]),
                    frozenset(lists["manages_services"]),
                )
            )
    return tuple(found), problems


def _is_address(text: str) -> bool:
    name, at, place = text.partition("@")
    return bool(name and at and "." in place and not any(each.isspace() for each in text))
