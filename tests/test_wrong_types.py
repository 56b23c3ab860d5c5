"""What is of a wrong type gets an error of this library that names it: never an answer, never an error of Python."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from enum import Flag, IntFlag
from itertools import count
from pathlib import Path
from pkgutil import walk_packages
from types import MappingProxyType
from typing import Any, Literal

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from public_api import KEPT, modules_of

import chatlink_policy
from chatlink_policy import (
    NEW_ORGANISATION,
    AccessRights,
    Chat,
    ChatKind,
    ChatLink,
    Record,
    RecordType,
    Scenario,
    User,
    View,
    can_configure_timeline_sync,
    can_connect,
    can_disconnect,
    can_join,
    can_open_from_timeline,
    context_card,
    evaluate,
    has_timeline_entry,
    is_enabled,
    notifications,
    record_opens,
    who_can_disconnect,
    who_can_join,
)
from chatlink_policy._arguments import checked
from chatlink_policy.case import Case, asked_for, without_effect
from chatlink_policy.dataverse import SupplementApp, SupplementUser, load_export
from chatlink_policy.dataverse.access_requests import read_access_requests
from chatlink_policy.defaults import DEFAULT_APPS
from chatlink_policy.errors import ChatlinkPolicyError, InvalidValue, shown
from chatlink_policy.evidence.goals import Goal
from chatlink_policy.evidence.records import DecisionRecord, Fingerprint
from chatlink_policy.models import NOBODY, ActivityState, Offering, ViewKind
from chatlink_policy.policy import Readings
from chatlink_policy.review.files import divided, is_export, passed_over, read_tables, write
from chatlink_policy.review.places import place_of
from chatlink_policy.review.snapshot_tables import empty_table
from chatlink_policy.rules.context_card import applicable_view, needs_view
from chatlink_policy.rules.enablement import (
    missing_consents,
    missing_pane_permissions,
    profile_has_chat,
    selected_when_turned_on,
)
from chatlink_policy.rules.questions import QUESTIONS
from chatlink_policy.rules.timeline import timeline_entry
from chatlink_policy.serialization import read_policy

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CASE = RecordType("incident", [], is_activity=False, is_virtual=False, has_update_filter=True)
RECORD = Record("incident", "42", NOBODY)
CHAT = Chat("c", ChatKind.GROUP, links=[ChatLink("incident", "42", connected_by="ann", connected_on=MONDAY)])
USER = User("ann")
WRITE = AccessRights.WRITE
POLICY = NEW_ORGANISATION
VIEW = View("1", "A view", "incident", ViewKind.CASE_INTRODUCTION, [])

# --- The functions of a decision, each argument in its turn -----------------------------------------------------------


class OtherRights(Flag):
    """Another enumeration with the bits of access rights."""

    READ = 1
    WRITE = 2


class NumberRights(IntFlag):
    """One that is a number besides."""

    READ = 1
    WRITE = 2


JUNK: list[object] = [
    *(None, 0, 3, True, 1.5, "incident", "", b"x", object(), object, [], [None], {}, {"a": 1}, (1, 2), {None}),
    *(OtherRights.WRITE, NumberRights.WRITE, ActivityState.OPEN, Offering.SALES, MONDAY, float("nan"), len, count),
    *(POLICY, USER, CHAT, CHAT.links[0], RECORD, CASE, VIEW, DEFAULT_APPS[0], WRITE, NOBODY, POLICY.record_types[0]),
    *(SupplementUser("ann", is_global_administrator=True), SupplementApp("app", Offering.SALES), CASE.attributes),
]

STRANGE: list[object] = [5, {1: 2}, [{1: 2}], "\ud800", "a\0b", "x" * 100_000, [5], {"a": None}]
"""Keys that are no texts, and texts that are in no file's name."""

ASKED: dict[Callable[..., object], dict[str, object]] = {
    can_connect: {"policy": POLICY, "chat": CHAT, "record": RECORD},
    can_disconnect: {"policy": POLICY, "user": USER, "chat": CHAT, "record": RECORD},
    can_join: {"policy": POLICY, "chat": CHAT, "record": RECORD, "access": WRITE},
    is_enabled: {"policy": POLICY, "app": DEFAULT_APPS[0], "user": USER},
    can_open_from_timeline: {"policy": POLICY, "app": DEFAULT_APPS[0], "user": USER},
    can_configure_timeline_sync: {"user": USER},
    has_timeline_entry: {"policy": POLICY, "chat": CHAT, "record": RECORD, "record_type": CASE},
    timeline_entry: {"policy": POLICY, "chat": CHAT, "record": RECORD, "record_type": CASE, "now": MONDAY},
    record_opens: {"access": WRITE},
    missing_pane_permissions: {"user": USER},
    evaluate: {"scenario": Scenario(policy=POLICY)},
    context_card: {"policy": POLICY, "record_type": CASE, "view": VIEW, "user": USER},
    notifications: {"policy": POLICY, "chat": CHAT, "record": RECORD, "record_type": CASE, "changes": ()},
    who_can_disconnect: {"policy": POLICY, "users": [USER], "chat": CHAT, "record": RECORD},
    who_can_join: {"policy": POLICY, "users": [(USER, WRITE)], "chat": CHAT, "record": RECORD},
    profile_has_chat: {"user": USER},
    needs_view: {"settings": POLICY.record_types[0]},
}
EACH_ARGUMENT = [(function, name) for function, arguments in ASKED.items() for name in arguments]


@pytest.mark.parametrize(("function", "name"), EACH_ARGUMENT, ids=lambda each: getattr(each, "__name__", each))
def test_an_argument_of_a_wrong_type_is_refused_by_its_name(function: Callable[..., object], name: str) -> None:
    right = ASKED[function]
    function(**right)
    for wrong in JUNK:
        if type(wrong) is type(right[name]) or (isinstance(right[name], (tuple, list)) and wrong in ([], ())):
            continue
        with pytest.raises(ChatlinkPolicyError) as caught:
            function(**{**right, name: wrong})
        assert isinstance(caught.value, InvalidValue), wrong
        assert caught.value.field.startswith(name.removesuffix("s") if name == "users" else name), wrong
        with pytest.raises(InvalidValue):
            function(*{**right, name: wrong}.values())


class LookAlike:
    """It answers as another value does, and is not of its type."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __getattr__(self, name: str) -> object:
        return getattr(self.value, name)


QUICK = {
    can_connect,
    can_disconnect,
    can_join,
    is_enabled,
    can_open_from_timeline,
    has_timeline_entry,
    profile_has_chat,
}
"""These look at their arguments only after something went wrong."""


@pytest.mark.parametrize("function", [each for each in ASKED if each not in QUICK], ids=lambda each: each.__name__)
def test_what_only_looks_like_an_argument_is_refused_by_its_name(function: Callable[..., object]) -> None:
    for name, right in ASKED[function].items():
        with pytest.raises(InvalidValue) as caught:
            function(**{**ASKED[function], name: LookAlike(right)})
        assert caught.value.field == name


def test_a_selection_and_the_view_of_a_card_are_found_for_what_they_take_only() -> None:
    wrong: Any = USER
    with pytest.raises(InvalidValue, match=r"^previous: "):
        selected_when_turned_on(5, Readings(default_apps_always_selected=True))  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match=r"^readings: "):
        selected_when_turned_on(None, wrong)
    policies: list[Any] = [wrong, LookAlike(POLICY)]
    for policy in policies:
        with pytest.raises(InvalidValue, match=r"^policy: "):
            applicable_view(policy, [], "incident")
    with pytest.raises(InvalidValue, match=r"^consented: "):
        missing_consents(wrong)


@pytest.mark.proves("JOI-1", "PRV-1")
def test_only_access_rights_are_access_rights_and_a_wrong_enumeration_lists_the_right_one() -> None:
    for wrong in (OtherRights.WRITE, NumberRights.WRITE, OtherRights.READ | OtherRights.WRITE, 2, 3, None, True):
        access: Any = wrong
        with pytest.raises(InvalidValue, match=r"^access: expected an AccessRights, one of READ, WRITE, APPEND, "):
            can_join(POLICY, CHAT, RECORD, access)
        with pytest.raises(InvalidValue, match=r"^access: expected an AccessRights, one of READ, WRITE, APPEND, "):
            record_opens(access)
    assert can_join(POLICY, CHAT, RECORD, WRITE | AccessRights.READ)
    assert not can_join(POLICY, CHAT, RECORD, AccessRights.READ)


@pytest.mark.parametrize("members", [[USER, None], [USER, 7], [USER, RECORD], (USER, "ann")])
def test_a_member_of_a_wrong_type_is_refused_with_its_place(members: Any) -> None:  # noqa: ANN401  # junk
    with pytest.raises(InvalidValue, match=r"^users\[1\]: expected a User, got "):
        who_can_disconnect(POLICY, members, CHAT, RECORD)


@pytest.mark.parametrize("wrong", [(USER,), (USER, WRITE, 1), [USER, WRITE], (RECORD, WRITE), USER, 5])
def test_who_can_join_is_asked_of_pairs_of_a_user_and_access_rights_only(wrong: Any) -> None:  # noqa: ANN401  # junk
    with pytest.raises(InvalidValue, match=r"^users\[1\]: expected a user and the access rights to the record, got"):
        who_can_join(POLICY, [(USER, WRITE), wrong], CHAT, RECORD)


def test_a_constructor_lists_the_members_of_the_enumeration_it_takes() -> None:
    wrong: Any = "group"
    with pytest.raises(InvalidValue, match=r"one of ChatKind's ONE_ON_ONE, GROUP, MEETING, UNKNOWN, got 'group'$"):
        Chat("c", wrong)


def test_a_fault_of_the_function_itself_is_not_hidden() -> None:
    @checked
    def broken(user: User) -> object:
        return user.nothing  # type: ignore[attr-defined]

    with pytest.raises(AttributeError, match="nothing"):
        broken(USER)


def any_of(
    *,
    flag: bool = True,
    number: int = 1,
    text: str = "",
    raw: bytes = b"",
    time: datetime | None = None,
    kind: Literal["one", "two"] = "one",
    function: Callable[[], object] = dict,
    users: Iterable[User] = (),
    named: Mapping[str, int] = MappingProxyType({}),
    chat: ChatKind = ChatKind.GROUP,
    either: Iterable[User] | AccessRights = (),
) -> None:
    """Takes what it says, and does nothing with it but look at members."""
    del flag, number, text, raw, time, kind, function, chat
    for each in (*users, *named.values(), *(either if isinstance(either, tuple) else ())):
        _ = each + 0 if isinstance(each, int) else each.id


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"flag": 1}, "flag: expected true or false, got 1"),
        ({"number": True}, "number: expected a whole number, got True"),
        ({"text": b""}, "text: expected a text, got b''"),
        ({"raw": ""}, "raw: expected its bytes, got ''"),
        ({"time": "now"}, "time: expected a time with its zone or None, got 'now'"),
        ({"kind": "three"}, "kind: expected one of one, two, got 'three'"),
        ({"function": 1}, "function: expected a function, got 1"),
        ({"users": 1}, "users: expected a collection, got 1"),
        ({"users": "ann"}, "users: expected a collection, got 'ann'"),
        ({"users": AccessRights.READ}, "users: expected a collection, got <AccessRights.READ: 1>"),
        ({"users": ("ann",)}, "users[0]: expected a User, got 'ann'"),
        ({"named": ()}, "named: expected a mapping, got ()"),
        ({"named": {"a": "b"}}, "named['a']: expected a whole number, got 'b'"),
        ({"chat": "group"}, "chat: expected a ChatKind, one of ONE_ON_ONE, GROUP, MEETING, UNKNOWN, got 'group'"),
        ({"either": 1}, "either: expected a collection or an AccessRights, one of "),
        ({"either": ("ann",)}, "either[0]: expected a User, got 'ann'"),
    ],
)
def test_whatever_an_annotation_says_what_is_not_that_is_refused_in_its_words(given: dict[str, Any], says: str) -> None:
    checked(any_of)()
    with pytest.raises(InvalidValue) as refused:
        checked(any_of)(**given)
    assert str(refused.value).startswith(says)


def test_of_many_annotations_each_of_several_is_taken() -> None:
    checked(any_of)(time=datetime.now(UTC), kind="two", users=[USER], named={"a": 1}, either=AccessRights.READ)
    checked(any_of)(either=(USER,), users={USER}, chat=ChatKind.MEETING, function=print)


def test_a_consent_is_looked_up_in_a_collection_only() -> None:
    wrong: Any = "User.Read.All"
    with pytest.raises(InvalidValue, match=r"^consented: expected a collection, got 'User\.Read\.All'$"):
        missing_consents(wrong)


# --- Every public function and every public class ---------------------------------------------------------------------

ROOMS = [
    name
    for _, name, _ in walk_packages(chatlink_policy.__path__, "chatlink_policy.")
    if "._" not in name and ".cli" not in name
]
"""Every module with public names but those of the command."""
RULES = {question.rule for question in QUESTIONS.values()}
"""Plain expressions over facts, and nothing else: what they are asked with is made by `@facts`."""


def public(kind: Callable[[object], bool]) -> list[Any]:
    """Everything of that kind on the face of the rooms, each once."""
    rooms = [chatlink_policy, *map(importlib.import_module, ROOMS)]
    found = (getattr(room, name) for room in rooms for name in getattr(room, "__all__", ()))
    return list(dict.fromkeys(each for each in found if kind(each)))


def named(each: Any) -> str:  # noqa: ANN401  # a function or a class
    return f"{each.__module__.removeprefix('chatlink_policy.')}.{each.__qualname__}"


@pytest.mark.parametrize("function", [each for each in public(inspect.isfunction) if each not in RULES], ids=named)
def test_a_public_function_given_junk_raises_errors_of_this_library_only(
    function: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.default is each.empty and each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
    ]
    for junk in [*JUNK[:24], *STRANGE]:
        by_place = [junk for each in wanted if each.kind is not each.KEYWORD_ONLY]
        by_name = {each.name: junk for each in wanted if each.kind is each.KEYWORD_ONLY}
        try:
            given = function(*by_place, **by_name)
            if inspect.isgenerator(given):
                list(given)
        except ChatlinkPolicyError:
            pass


@pytest.mark.parametrize("wrong", [None, 5, {1: 2}, b"x", "\ud800", "a\0b", Path("a\0b")], ids=repr)
def test_what_can_name_no_file_is_refused_by_the_name_of_the_argument(wrong: Any) -> None:  # noqa: ANN401  # junk
    frame = empty_table("links")
    calls: dict[str, Callable[[], object]] = {
        "folder": lambda: load_export(wrong),
        "path": lambda: read_access_requests(wrong),
        "folder ": lambda: read_tables(wrong),
        "folder  ": lambda: is_export(wrong),
        "folder   ": lambda: passed_over(wrong),
        "out": lambda: place_of(wrong),
        "path ": lambda: write(frame, wrong),
        "folder    ": lambda: divided(frame, ["chat_id"], 2, wrong),
    }
    for name, call in calls.items():
        with pytest.raises(InvalidValue) as refused:
            call()
        assert refused.value.field == name.strip()
    with pytest.raises(ChatlinkPolicyError):
        read_policy(wrong)


def test_a_case_is_looked_up_in_a_snapshot_only_and_named_by_what_names_one() -> None:
    wrong: Any
    for wrong in (None, {1: 2}, 5):
        with pytest.raises(InvalidValue, match=r"^snapshot: expected a Snapshot, got "):
            Case(wrong)
        with pytest.raises(InvalidValue, match=r"^names(\[0\])?: expected (a collection|a text), got "):
            asked_for([wrong] if wrong == {1: 2} else wrong)
    with pytest.raises(InvalidValue, match=r"^names: expected names among user, chat, record, "):
        without_effect(["users"])


class Hostile:
    """A value that cannot be compared, kept in a set, counted, read or shown."""

    def __iter__(self) -> Iterator[object]:
        raise OSError

    def __bool__(self) -> bool:
        raise OSError

    def __repr__(self) -> str:
        raise OSError

    def __eq__(self, other: object) -> bool:
        raise OSError

    def __hash__(self) -> int:
        raise OSError


class Iterating:
    """A collection that fails while it is read."""

    def __iter__(self) -> Iterator[object]:
        yield "ann"
        raise OSError("the connection is gone")


junk = st.one_of(
    st.sampled_from(JUNK),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes() | st.timezones(),
    st.lists(st.sampled_from(JUNK) | st.text(), max_size=3).flatmap(
        lambda members: st.sampled_from([members, tuple(members), iter(members)])
    ),
    st.builds(Hostile) | st.builds(Iterating),
)


ANALYSES = (
    "chatlink_policy.compare.",
    *(f"chatlink_policy.evidence.{name}" for name in ("audit", "coverage", "diff", "goals", "records")),
    *(f"chatlink_policy.evidence.{name}" for name in ("remedies", "why_changed")),
)
MODELS = [
    each
    for each in public(lambda each: isinstance(each, type) and attrs.has(each))
    if not inspect.isabstract(each)
    and (not each.__module__.startswith(ANALYSES) or each in {Goal, Fingerprint, DecisionRecord})
]
"""Everything that is built from what comes from outside; results of the analysis are made by the analysis."""


@settings(max_examples=400, phases=[Phase.generate])
@given(made=st.sampled_from(MODELS), data=st.data())
def test_a_constructor_given_junk_raises_errors_of_this_library_only(made: type[object], data: st.DataObject) -> None:
    fields = [each for each in attrs.fields(made) if each.init]  # type: ignore[arg-type]
    values = {each.alias: data.draw(junk, each.name) for each in fields}
    with suppress(ChatlinkPolicyError):
        made(**values)


LOOKS_OTHERWISE = {
    *("can_connect", "can_disconnect", "can_join", "has_timeline_entry", "can_open_from_timeline"),
    *("can_configure_timeline_sync", "is_enabled", "profile_has_chat", "selected_when_turned_on", "known"),
    *("review_change", "review_disconnect", "review_enablement", "review_join", "review_sensitivity", "sound"),
    *("review_organisation", "written", "read_rights", "records_table", "read_fingerprint", "record_from_line"),
    *("policy_from_text", "scenario_from_text", "read_policy", "read_scenario", "export_rule", "live_data"),
    *("assert_no_new_access", "subject_says", "fact", "facts", "picture_of_change", "picture_of_rights"),
    *("joined", "reason", "reason_of", "said", "say", "spoken"),
}
"""Public functions that look at what they are given by themselves, or hand it on to one that does."""


def test_every_public_function_looks_at_its_arguments_before_anything_else_but_for_these() -> None:
    looks = checked(any_of).__code__
    takes_any = {
        each.__name__
        for each in public(inspect.isfunction)
        if inspect.signature(each).parameters and each not in RULES and each.__code__ is not looks
    }
    assert takes_any == LOOKS_OTHERWISE


def by_name_alone(arguments: Iterable[ast.arg]) -> set[str]:
    return {each.arg for each in arguments if not each.arg.startswith("_")}


def test_what_was_given_by_name_alone_when_released_is_never_taken_by_position() -> None:
    released = {
        (path, made.name): by_name_alone(made.body[0].args.kwonlyargs)
        for path, stubs in modules_of(KEPT.read_text(encoding="utf-8")).items()
        for made in ast.parse(stubs).body
        if isinstance(made, ast.ClassDef) and isinstance(made.body[0], ast.FunctionDef)
    }
    assert sum(map(bool, released.values())) > 40
    for made in public(lambda each: isinstance(each, type) and attrs.has(each)):
        path = made.__module__.removeprefix("chatlink_policy.").replace(".", "/")
        names = released.get((f"{path}.py", made.__name__)) or released.get(
            (f"{path}/__init__.py", made.__name__), set()
        )
        assert {each.alias for each in attrs.fields(made) if each.kw_only} >= names, made


def test_a_type_has_the_article_of_its_first_letter_wherever_an_error_names_it() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise OSError

    class Odd(Broken):
        pass

    assert [shown(each) for each in (Broken(), Odd(), 10**5_000)] == [
        "a Broken",
        "an Odd",
        "an int too large to be shown",
    ]
    with pytest.raises(InvalidValue, match="facts of enablement, an EnablementFacts"):
        QUESTIONS["enablement"].decide(0)
    with pytest.raises(InvalidValue, match="app: expected an App, got 0"):
        is_enabled(NEW_ORGANISATION, 0, User("ann"))  # type: ignore[arg-type]  # wrong on purpose
