"""What a review answers, what of it cannot be answered where something was not there, and why.

Without a table an answer is absent, and so is every number made from it; the others are whole. Where only some records
or users are concerned, the rest is answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, cast

from attrs import frozen

from .._arguments import checked
from ..policy import Policy
from ..rules.disconnecting import DISCONNECTING
from ..rules.enablement import ENABLEMENT
from ..rules.joining import JOINING
from ..unknown import Unknown
from ..wording.words import Words, joined, say
from .absent import OF_RECORD_TYPES, Absent
from .summary import NotCovered
from .tables import NEEDED

__all__ = [
    "ANSWERED",
    "Answerable",
    "Answered",
    "Asked",
    "NotAnswered",
    "answerable",
    "readable_in",
]

_ROLES = ("user_roles", "team_roles", "role_privileges")
_LINKS = ("links", "records")


class Answered(NamedTuple):
    """Something that a review answers.

    Attributes:
        says: what, in words.
        question: the question that it follows from.
        tables: the tables without which it cannot be answered at all.
        of_users: what has to be known of each user: "roles", "teams" or "profile".
        lists: the lists and numbers of the summary that hold it.
        is_of_links: whether it is about connections, one by one.
        is_counted: whether it is counted from other answers.
        is_change: whether it compares with another policy.
    """

    says: str
    question: str
    tables: tuple[str, ...]
    of_users: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    is_of_links: bool = False
    is_counted: bool = False
    is_change: bool = False


def _counted(says: str, *lists: str) -> Answered:
    return Answered(says, DISCONNECTING.name, (*_LINKS, *_ROLES), ("roles",), lists, is_counted=True)


def _change(says: str, question: str, *of_users: str, is_of_links: bool = True) -> Answered:
    return Answered(says, question, NEEDED[question], of_users, is_of_links=is_of_links, is_change=True)


_DIS, _JOI, _ENB = DISCONNECTING.name, JOINING.name, ENABLEMENT.name

ANSWERED: Mapping[str, Answered] = MappingProxyType(
    {
        "rights": Answered(
            "who may disconnect by a right of their own",
            _DIS,
            _LINKS,
            ("teams",),
            ("rights", "toggles_off", "anybody"),
            is_of_links=True,
        ),
        "everywhere": Answered("who has the global right", _DIS, _ROLES, ("roles",), ("holders", "first_holders")),
        "through": Answered("what the rights rest on", _DIS, NEEDED[_DIS], ("roles", "teams"), is_of_links=True),
        "one_toggle": _counted("which rights end with one toggle", "one_toggle"),
        "only_global": _counted("what only the global right can disconnect", "only_global", "first_only_global"),
        "users": _counted("who may disconnect the most", "users"),
        "joining": Answered("who may join", _JOI, NEEDED[_JOI], is_of_links=True),
        "enablement": Answered("who has the chat in which app", _ENB, NEEDED[_ENB], ("roles", "profile")),
        "change-disconnecting": _change("who gains and who loses the right to disconnect", _DIS, "roles"),
        "change-joining": _change("who gains and who loses the right to join", _JOI),
        "change-enablement": _change(
            "who gains and who loses the chat in an app", _ENB, "roles", "profile", is_of_links=False
        ),
    }
)
"""What a review answers, by name."""


class NotAnswered(NamedTuple):
    """An answer that is not given, or not given about everything.

    Attributes:
        answer: its name.
        of: what it is not given about, in words; None where it is not given at all.
        lacks: what was not there, by the names of tables and columns.
        because: the reason, in words.
    """

    answer: str
    of: str | None
    lacks: tuple[str, ...]
    because: str

    @property
    def says(self) -> str:
        """The same as one line."""
        about = {"of": self.of} if self.of else {}
        says = Words(ANSWERED[self.answer].says, f"answered.{self.answer}")
        return say("unanswered", says=says, because=self.because, **about)

    @property
    def named(self) -> str | None:
        """What it is not given about, by its name alone: "incident" where it is not given of incident."""
        return (
            cast("str", self.of.values["what"])
            if isinstance(self.of, Words) and self.of.key == "review.of"
            else self.of
        )


# --- What can be answered ---------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """What is asked beyond who may disconnect which chat.

    Attributes:
        joining: whether also who may join which chat.
        enablement: whether also who has the chat in which app.
        expand_global: whether the holders of the global right are listed for each connection.
        change: a policy that would take the place of the present one, to list who gains and who loses.
        change_source: where that policy comes from.
        through: whether also what the rights rest on: role and team, owner, link.
    """

    joining: bool = False
    enablement: bool = False
    expand_global: bool = False
    change: Policy | None = None
    change_source: str = "in memory"
    through: bool = False

    @property
    def questions(self) -> list[str]:
        """The questions that are asked."""
        asked = {DISCONNECTING.name: True, JOINING.name: self.joining, ENABLEMENT.name: self.enablement}
        return [name for name, is_asked in asked.items() if is_asked]

    @property
    def answers(self) -> list[str]:
        """What is to be answered, by the names of `ANSWERED`."""
        return [
            name
            for name, each in ANSWERED.items()
            if each.question in self.questions
            and (self.change is not None or not each.is_change)
            and (self.through or name != "through")
        ]


@frozen(kw_only=True, eq=False)
class Answerable:
    """What can be answered of what is asked, and what cannot.

    Attributes:
        given: the answers that can be given, by name, about something at least.
        not_answered: what cannot be.
        needed_for: by what was not there, by name, the answers that are not given, or not about everything.
        only_known_owners: whether connections of records that a team owns are left out.
        not_covered: what single lists and numbers of the summary do not cover.
    """

    given: frozenset[str]
    not_answered: tuple[NotAnswered, ...]
    needed_for: Mapping[str, tuple[str, ...]]
    only_known_owners: bool
    not_covered: tuple[NotCovered, ...]


@checked
def answerable(absent: Absent, asked: Asked, policy: Policy) -> Answerable:
    """What can be answered where that was not there, by these settings."""
    found = list(_whole(absent, asked, policy))
    not_given = {each.answer for each in found}
    given = {name: ANSWERED[name] for name in asked.answers if name not in not_given}
    of_teams = absent.tables.get("team_members", ())
    leaves_out_teams = bool(of_teams) and not policy.readings.team_records_have_no_owner
    if leaves_out_teams and "rights" in given:
        found.append(_not(absent, "rights", of_teams, say("review.of", what=say("review.of_teams"))))
    needed_for: dict[str, list[str]] = {}
    for each in found:
        for name in () if ANSWERED[each.answer].is_counted else each.lacks:
            needed_for.setdefault(name, []).append(each.answer)
    if "enablement" in given:
        needed_for |= {name: ["enablement"] for name in absent.profiles}
    of_links = [name for name, each in given.items() if each.is_of_links]
    for record_type, lacks in sorted(absent.records.items()):
        found += [_not(absent, name, lacks, say("review.of", what=record_type)) for name in of_links]
    found += (*_of_users(absent, given), *_of_apps(absent, given))
    return Answerable(
        given=frozenset(given),
        not_answered=tuple(found),
        needed_for={name: tuple(sorted(each, key=list(ANSWERED).index)) for name, each in needed_for.items()},
        only_known_owners=leaves_out_teams,
        not_covered=tuple(_not_covered(absent, given, of_teams if leaves_out_teams else ())),
    )


def _whole(absent: Absent, asked: Asked, policy: Policy) -> Iterator[NotAnswered]:
    """The answers that cannot be given at all."""
    for name in asked.answers:
        each = ANSWERED[name]
        tables = each.tables
        if name == "rights" and (asked.expand_global or policy.readings.open_combinations):
            tables += _ROLES  # it matters who has the global right
        lacks = [lack for table in tables for lack in absent.tables.get(table, ())]
        if name != "everywhere":
            unknown = _unknown_settings(policy, each.question)
            lacks += (absent.settings.get(setting, _setting(setting)) for setting in unknown)
        if each.is_change and asked.change is not None:
            lacks += map(_setting, _unknown_settings(asked.change, each.question))
        if lacks:
            yield _not(absent, name, tuple(dict.fromkeys(lacks)), None)
        elif name == "only_global" and absent.users_without("teams"):
            yield NotAnswered(name, None, ("teams",), say("review.unknown.some_teams"))


def _not(absent: Absent, answer: str, lacks: tuple[str, ...], of: str | None) -> NotAnswered:
    return NotAnswered(answer, of, lacks, _because(absent, lacks))


def _because(absent: Absent, lacks: tuple[str, ...]) -> str:
    names = lacks[0] if len(lacks) == 1 else joined([joined(lacks[:-1]), lacks[-1]], "plain_and")
    how, is_one = f"not_{absent.how}", len(lacks) == 1 and "." in names
    if lacks[0] in absent.in_words.union(map(_setting, _SETTING_NAMES)):
        how, is_one = "not_known", len(lacks) == 1 and "settings" not in names
    elif "supplement.toml" in names:
        how, is_one = "not_filled_in", len(lacks) == 1
    return say(f"review.{how}.{'one' if is_one else 'many'}", names=names)


def _of_users(absent: Absent, given: Mapping[str, Answered]) -> Iterator[NotAnswered]:
    """What is not answered about single users."""
    for what in ("roles", "teams", "profile"):
        users = absent.not_rejected_without(what)
        for name, each in given.items():
            if users and what in each.of_users:
                yield NotAnswered(
                    name, say("review.of_users", number=len(users)), (what,), say(f"review.unknown.{what}")
                )
    rejected = len(absent.rejected_users)
    for name, each in given.items():
        if rejected and each.of_users:
            of = say("review.of_rejected_users", number=rejected)
            yield NotAnswered(name, of, ("systemusers",), say("review.unknown.rejected_users"))


def _of_apps(absent: Absent, given: Mapping[str, Answered]) -> Iterator[NotAnswered]:
    """What is not answered about single apps."""
    for name, each in given.items():
        if absent.rejected_apps and each.question == ENABLEMENT.name:
            of = say("review.of_rejected_apps", number=absent.rejected_apps)
            yield NotAnswered(name, of, ("appmodules",), say("review.unknown.rejected_apps"))


# --- What is counted and listed ---------------------------------------------------------------------------------------

_HOLDERS = ("holders", "first_holders")
_ONLY_GLOBAL = ("only_global", "first_only_global")
_OF_LINKS = ("rights", "anybody", "one_toggle", "toggles_off", *_ONLY_GLOBAL, "users", "first_holders")
"""The lists of a summary that are about connections."""
_OF_USERS: Mapping[str, tuple[str, ...]] = {
    "roles": ("one_toggle", *_ONLY_GLOBAL, "users", *_HOLDERS),
    "teams": ("rights", "one_toggle", "users"),
}
"""The lists and numbers of a summary that do not cover a user of whom that is not known."""


def _not_covered(absent: Absent, given: Collection[str], of_teams: tuple[str, ...]) -> Iterator[NotCovered]:
    """What the lists and numbers of a summary do not cover."""
    found: list[tuple[Iterable[str], str, str]] = []
    if "rights" in given:
        found += [(_OF_LINKS, each, _because(absent, lacks)) for each, lacks in sorted(absent.records.items())]
        if of_teams:
            found.append((_OF_LINKS, say("review.of_teams"), _because(absent, of_teams)))
    for what, lists in _OF_USERS.items():
        if users := absent.not_rejected_without(what):
            found.append((lists, say("review.of_users", number=len(users)), say(f"review.unknown.{what}")))
    if absent.rejected_users:
        every = dict.fromkeys(name for each in _OF_USERS.values() for name in each)
        of = say("review.of_rejected_users", number=len(absent.rejected_users))
        found.append((every, of, say("review.unknown.rejected_users")))
    yield from (NotCovered(name, of, because) for lists, of, because in found for name in lists)


# --- Settings ---------------------------------------------------------------------------------------------------------

_TOGGLES: Mapping[str, tuple[str, ...]] = {
    DISCONNECTING.name: ("owner_may_disconnect", "connector_may_disconnect"),
    JOINING.name: ("join_chat",),
    ENABLEMENT.name: (),
}
_OF_ORGANISATION = ("chat_is_on", "on_for_all_apps", "selected_apps")


def _unknown_settings(policy: Policy, question: str) -> Iterator[str]:
    """The settings without which nothing can be answered: those of the organisation, or one known of no record type."""
    if question == ENABLEMENT.name:
        yield from (name for name in _OF_ORGANISATION if isinstance(getattr(policy, name), Unknown))
    elif policy.others_unreadable and not policy.record_types:
        yield OF_RECORD_TYPES
    for toggle in _TOGGLES[question]:
        are_unknown = [isinstance(getattr(each, toggle), Unknown) for each in policy.record_types]
        if are_unknown and all(are_unknown):
            yield toggle


_SETTING_NAMES = (OF_RECORD_TYPES, *_OF_ORGANISATION, *(name for names in _TOGGLES.values() for name in names))


def _setting(name: str) -> str:
    return say("review.lacks.settings") if name == OF_RECORD_TYPES else say("review.lacks.setting", name=name)


@checked
def readable_in(policy: Policy, question: str) -> Policy:
    """The policy, with the record types of which a setting that the question needs is not known as unreadable."""
    unknown = {
        each.record_type
        for each in policy.record_types
        if any(isinstance(getattr(each, toggle), Unknown) for toggle in _TOGGLES[question])
    }
    if not unknown:
        return policy
    known = [each for each in policy.record_types if each.record_type not in unknown]
    return policy.but(record_types=known, unreadable_record_types=policy.unreadable_record_types | unknown)
