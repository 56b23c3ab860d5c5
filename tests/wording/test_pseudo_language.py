"""Every fixed text that is shown is in the table of words.

A language is put in the place of French in which every text of the table stands between marks. What is then shown
outside the marks may only be what the input or the code names; elements that say that they are English, or code, are
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields
from contoso import CONTOSO, EXAMPLES
from invented_page import SECTIONS, as_text
from marked_language import beside_the_marks, fields_of_models, in_marks, marked
from model_fields import TABLE, legal

from chatlink_policy import NEW_ORGANISATION, UNKNOWN, App, Outcome, Policy, Scenario, User
from chatlink_policy._value import Model
from chatlink_policy.about import About
from chatlink_policy.case import Case
from chatlink_policy.checking import check
from chatlink_policy.compare.impact import impact
from chatlink_policy.compare.policies import diff_policies
from chatlink_policy.compare.readings import OTHER_READINGS, sensitivity
from chatlink_policy.compare.situations import witness
from chatlink_policy.dataverse import load_export
from chatlink_policy.dataverse.export_tables import EXPORT_TABLES
from chatlink_policy.decision_log import replay_log
from chatlink_policy.documentation.comparison import compare_page
from chatlink_policy.evidence.audit import audit
from chatlink_policy.evidence.coverage import coverage
from chatlink_policy.evidence.diff import diff
from chatlink_policy.evidence.goals import Goal, configurations
from chatlink_policy.evidence.remedies import influence
from chatlink_policy.evidence.why_changed import why_changed
from chatlink_policy.lookup import look_up
from chatlink_policy.models import Chat, ChatKind, ChatLink, Offering, Owner, Record
from chatlink_policy.notebook import matrix
from chatlink_policy.pictures import Picture, picture_of_change, picture_of_rights, picture_of_rule
from chatlink_policy.policy import Readings
from chatlink_policy.policy_tests import Expectation, read_tests, run_tests
from chatlink_policy.policy_tests.expected import NOT_ANSWERED
from chatlink_policy.rendering import Block, Bullets, render
from chatlink_policy.review.absent import Absent
from chatlink_policy.review.disconnecting import DisconnectReview
from chatlink_policy.review.reviewed import ChangeCount, Reviewed, WrittenFile
from chatlink_policy.review.sensitivity import ReadingChange, ReviewSensitivity
from chatlink_policy.review.summary import (
    NotCovered,
    OnlyGlobal,
    OnlyGlobalCount,
    RejectedCount,
    RightCount,
    Summary,
    ToggleCount,
    TogglesOff,
    UserCount,
)
from chatlink_policy.review.tables import Why
from chatlink_policy.review.unanswered import Asked, NotAnswered, answerable
from chatlink_policy.rules.disconnecting import UNDER
from chatlink_policy.rules.partition import who_can_disconnect
from chatlink_policy.rules.questions import QUESTIONS
from chatlink_policy.rules.reason_tables import REASON_TABLES
from chatlink_policy.rules.scenario import evaluate
from chatlink_policy.serialization import read_data, read_policy
from chatlink_policy.snapshot import Snapshot
from chatlink_policy.sources import CHOICES, PAGE, REQUIREMENTS, SOURCES
from chatlink_policy.what_if import case_from_data
from chatlink_policy.wording import words
from chatlink_policy.wording.words import say

PACKAGE = Path(words.__file__).parents[1]


# --- What is shown ----------------------------------------------------------------------------------------------------


@cache
def snapshot() -> Snapshot:
    return load_export(CONTOSO)


def outcomes() -> Iterator[Outcome]:
    source, data = read_data(EXAMPLES / "case-transfer.toml")
    yield evaluate(case_from_data(data, None, source))
    for user, chat in ((snapshot().users[0].id, snapshot().chats[0]), (snapshot().users[1].id, snapshot().chats[1])):
        yield Case(snapshot(), user=user, chat=chat.id, record=next(iter(chat.connections))[1]).outcome


def policies() -> tuple[Policy, Policy]:
    today, proposed = (read_policy(EXAMPLES / "policies" / f"{each}.toml") for each in ("today", "proposed"))
    return today, proposed


def of_cases() -> Iterator[Model]:
    for outcome in outcomes():
        parts = (outcome.context_card, outcome.notifications, outcome.timeline_entry_shows)
        yield from (outcome, *(each for each in parts if each is not None), *outcome.grounds.values())
    scenarios = [witness(name, combination).scenario for name in QUESTIONS for combination in (0, 1)]
    yield from (sensitivity([]), sensitivity(each for each in scenarios if each is not None))
    app, unclear = App("x_1", Offering.CUSTOM, is_multisession=True), NEW_ORGANISATION.but(chat_is_on=UNKNOWN)
    case = Scenario(policy=unclear, app=app, user=User("user_1"))
    yield sensitivity([case, *(each.scenario for each in outcomes() if isinstance(each.scenario, Scenario))])
    people = {"user_1": case, "user_2": Scenario(policy=NEW_ORGANISATION)}
    yield matrix("enablement", {"policy_1": unclear}, people)


def of_organisations() -> Iterator[Model]:
    passed_over = ("x_1", say("findings.meant", name="x_1.txt", meant="'x_1'"))
    yield from (*check(evolve(snapshot(), passed_over=passed_over)), About((("question", "joining"),), ("case.toml",)))
    yield About((("policy", say("about.policy.of the export")),), passed_over=passed_over)
    today, proposed = policies()
    damaged = evolve(snapshot(), records=(), tables={*EXPORT_TABLES} - {"systemusers"})
    unclear = today.but(chat_is_on=UNKNOWN)
    yield from (diff_policies(today, proposed), diff_policies(unclear, today))
    yield from (impact(today, proposed, each) for each in (snapshot(), damaged))
    lacks = (
        NotAnswered("joining", None, ("access",), say("review.not_exported.many", names="access")),
        NotAnswered("change-joining", say("review.of", what="incident"), (), say("review.unknown.roles")),
    )
    counted = Summary(
        rights=(RightCount("incident", "owner, connector", 3),),
        one_toggle=(ToggleCount("owner_may_disconnect", "incident", 3),),
        toggles_off=(TogglesOff("incident", 3, 2),),
        only_global=(OnlyGlobalCount("incident", 3, 3),),
        first_only_global=(OnlyGlobal("incident", "record_1", 2),),
        users=(UserCount("user_1", 3), UserCount("user_2", None)),
        holders=3,
        first_holders=(UserCount("user_1", 3),),
        anybody=(),
        rejected=(RejectedCount("links", next(iter(Why)), 2),),
        engine="polars",
        not_covered=(NotCovered("rights", "incident", say("review.unknown.teams")),),
    )
    yield from (counted, evolve(counted, rights=None, holders=None, rejected=()))
    yield Reviewed(
        about=About((), ("export",)),
        not_answered=lacks,
        missing_tables=("access",),
        summary=counted,
        changes=(ChangeCount("joining", 3, 1),),
        files=(WrittenFile("rights.parquet", 3),),
        rejected=snapshot().rejected,
        passed_over=("notes_1.txt",),
    )
    changed = ReadingChange(
        reading=OTHER_READINGS[0], question="joining", gained=1, lost=2, gained_by_anybody=3, lost_by_anybody=4
    )
    yield from (ReviewSensitivity(()), ReviewSensitivity((changed,)))
    frames: Any = {each.name: {"x_1": None} for each in fields(DisconnectReview) if each.init}
    yield DisconnectReview(**frames)


def of_questions() -> Iterator[Model]:
    for question in QUESTIONS.values():
        first, *_, last = question.decisions
        yield from (question, audit(question), influence(question), witness(question.name, 0), diff(question, question))
        yield coverage(question, [first, last])
        yield from (why_changed(first, last), why_changed(first, first), *question.decisions[:4])
    now, question = UNDER[Readings(team_records_have_no_owner=True).otherwise], QUESTIONS["disconnecting"]
    yield from (coverage(question, question.decisions[:most]) for most in (0, 9, 64))
    yield from (diff(question, now), why_changed(question.decisions[48], now.decisions[49]))
    may, may_not = (Goal({"owns_record": True, "is_connected": True}, truth) for truth in (True, False))
    yield from (configurations(question, goals) for goals in ([], [may], [may, may_not], [Goal({}, True)]))


def of_runs() -> Iterator[Model]:
    """What a log, policy tests, users and copies of the documentation come to."""
    lines = (EXAMPLES / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    yield from (replay_log([]), replay_log(lines, policies()[1]), replay_log(lines * 30, policies()[1]))
    tests = read_tests(EXAMPLES / "policy-tests", policy=policies()[1])
    failing = [
        evolve(each, expected=(*map(_otherwise, each.expected), Expectation(("notifications",), NOT_ANSWERED)))
        for each in tests
    ]
    unasked = evolve(tests[0], scenario=Scenario(policy=policies()[0]))
    yield from (run_tests(tests), run_tests([*tests, *failing, unasked], with_coverage=True))
    link = ChatLink("incident", "1", connected_on=datetime(2026, 1, 1, tzinfo=UTC), connected_by="ann")
    chat, record = Chat("19:chat", ChatKind.GROUP, links=[link]), Record("incident", "1", Owner(user="bob"))
    yield who_can_disconnect(policies()[0], [User("ann"), User("bob")], chat, record)
    page = as_text()
    copies = (
        page,
        page.replace("every lock", "no lock"),
        page.replace("Nobody has ever", "x_1 x_2\n\nNobody has ever"),
        f"x_1 x_2\n\n{page}",
        page.replace(page.splitlines()[0], ""),
        "",
    )
    yield from (compare_page(each, sections=SECTIONS) for each in copies)


def _otherwise(expected: Expectation) -> Expectation:
    is_truth = isinstance(expected.expected, bool)
    return evolve(expected, expected=not expected.expected if is_truth else ())


def of_answers() -> Iterator[str]:
    """Why something is not answered, for every reason that there is."""
    policy = Policy(chat_is_on=True, on_for_all_apps=UNKNOWN, others_unreadable=True)
    whole = Absent(tables={"team_members": ("teammemberships",), "access": (say("review.lacks.apps", number=2),)})
    users = {"ann": ("roles",), "bob": ("teams", "profile")}
    parts = Absent(tables={}, records={"task": ("records_task",)}, users=users, rejected_users=("ann", None))
    asked = Asked(joining=True, enablement=True, through=True, change=policy)
    for absent in (
        whole,
        evolve(parts, rejected_apps=2, how="exported"),
        evolve(whole, in_words=frozenset(whole.tables["access"])),
    ):
        for settings in (policy, policies()[0]):
            found = answerable(absent, asked, settings)
            yield from (each.says for each in found.not_answered)
            yield from (each.says for each in found.not_covered)


def pictures() -> Iterator[Picture]:
    """Pictures, which are drawn in a language."""
    for question in QUESTIONS.values():
        yield from (picture_of_rule(question, "fr"), picture_of_rule(question.decisions[0], "fr"))
    for each in shown()["of_organisations"]:
        if isinstance(each, Summary):
            yield picture_of_rights(each, "fr")
        if isinstance(each, Reviewed):
            yield picture_of_change(each, "fr")
    yield picture_of_change(impact(*policies(), evolve(snapshot(), rejected=())), "fr")


def of_numbers() -> Iterator[Model]:
    yield from map(look_up, ("DIS-4", "ENB-1", "CON-3", "Q-6", "Q-3", "no_app_selected", "row_rejected"))


def plain() -> Iterator[Model]:
    """Values that show their fields: one of every class in what cases, organisations and questions are made of."""
    found: dict[type[Model], Model] = {}
    look_at: list[object] = [snapshot(), *outcomes(), *(legal(each) for each in TABLE), *SOURCES.values(), PAGE]
    look_at += [*of_questions(), *REQUIREMENTS.values(), *CHOICES.values()]
    while look_at:
        value = look_at.pop()
        if isinstance(value, Model):
            if found.setdefault(type(value), value) is value:
                look_at += [getattr(value, each.name, None) for each in value._fields()]
        elif isinstance(value, (tuple, frozenset)):
            look_at += [*value][:20]
    yield from (each for each in found.values() if type(each)._blocks is Model._blocks)


@cache
def shown() -> dict[str, tuple[Model, ...]]:
    every = (of_cases, of_organisations, of_questions, of_numbers, of_runs, plain)
    return {each.__name__: tuple(each()) for each in every}


KINDS = ("of_cases", "of_organisations", "of_questions", "of_numbers", "of_runs", "plain")


def one_of_each(kind: str) -> Iterable[Model]:
    return {type(each): each for each in shown()[kind]}.values()


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_shown_is_in_the_table_of_words_or_named_by_the_input(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_template", in_marks)
    of_code = fields_of_models() if kind == "plain" else frozenset[str]()
    found = [
        (type(each).__name__, beside_the_marks(render(each, "html", lang="fr")) - of_code) for each in shown()[kind]
    ]
    assert [(name, beside) for name, beside in found if beside] == []


def test_whatever_a_picture_shows_is_in_the_table_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_template", in_marks)
    assert {each.title: beside for each in pictures() if (beside := beside_the_marks(each.to_html()))} == {}


def test_why_something_is_not_answered_and_tables_of_reasons_are_in_the_table_of_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = [part for table in REASON_TABLES.values() for part in table.parts]
    texts = [
        *of_answers(),
        *(each.title for each in tables),
        *(says for each in tables for says in each.facts.values()),
    ]
    texts += [text for each in REASON_TABLES.values() for text in (each.asks, each.says)]
    blocks: list[Block] = [Bullets(texts), *(each.combinations for each in tables)]
    monkeypatch.setattr(words, "_template", in_marks)
    assert beside_the_marks(render(blocks, "html", lang="fr")) == set()


def test_a_value_of_every_class_that_shows_itself_is_rendered() -> None:
    found = {type(each).__name__ for values in shown().values() for each in values}
    own, name = set[str](), ""
    for path in PACKAGE.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("class "):
                name = re.split(r"\W", line)[1]
            elif line.startswith("    def _blocks"):
                own.add(name)
    assert own - {"_Shows", "Model", "HoldsFrames", "Picture"} - found == set()
    assert len(shown()["plain"]) > 40


@pytest.mark.parametrize(
    ("html", "beside"),
    [
        (f"<p>{marked('nothing of it is named')} Summarily adjudicated</p>", {"Summarily adjudicated"}),
        (f"<td>incident</td><td>{marked('is said')}, disconnecting, owns_record and not x_1</td>", set()),
        ('<p><code>adjudicated</code> <span lang="en">summarily</span> incident row 3</p>', {"incident row 3"}),
    ],
)
def test_a_text_beside_the_table_is_found(html: str, beside: set[str]) -> None:
    assert beside_the_marks(html) == beside


ENGLISH_HEADINGS = re.compile(
    r"\b(?:because|rests on|documented by|would be allowed if|about this output|to do|grounds|answer|note|not answered"
    r"|found|rule says|changed by|Files|Rejected rows|Left open|Gains a yes|Loses a yes|Discloses more)\b"
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_french_of_the_examples_holds_no_english_heading(kind: str) -> None:
    html = "".join(render(each, "html", lang="fr") for each in one_of_each(kind))
    html = re.sub(r'<span lang="en">.*?</span>', " ", html)
    headings = re.findall(r"<(?:h\d|strong|th)\b[^>]*>(.*?)</(?:h\d|strong|th)>", html)
    assert headings and not [each for each in headings if ENGLISH_HEADINGS.search(each)]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_stands_in_lines_has_a_space_before_a_colon_in_french(form: str) -> None:
    for each in of_numbers():
        assert re.findall(r"\S*[^\s:][:;?!] ", render(each, form, lang="fr")) == []


def test_english_is_what_is_said_unless_another_language_is_asked_for() -> None:
    for kind in KINDS:
        for each in one_of_each(kind):
            for form in ("text", "markdown", "html"):
                assert render(each, form) == render(each, form, lang="en")
