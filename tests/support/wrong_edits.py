"""Wrong edits of the rules, and a plugin of pytest that asks whether the tests named for a requirement notice each.

An edit is wrong for a requirement when it answers otherwise than a row of that requirement says. For the seven rules
the edits are those of `mutants`; for what turns models into facts they are listed in `OTHER_EDITS`. Each edit is made
in a process of its own, forked when the tests are collected, by giving the edited function another code.

    python -m pytest -q -n 0 -p wrong_edits tests/rules    # prints what nobody there notices

Independent of the tests that it tries: it knows them by their marks alone.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import product
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from mutants import mutants

from chatlink_policy import QUESTIONS, Question
from chatlink_policy.defaults import SUPPORTED_OFFERINGS
from chatlink_policy.models import Offering

AT_ONCE = os.cpu_count() or 1
"""So many edits are tried at a time."""


class Edit(NamedTuple):
    """A wrong edit: what it is called, the requirements it is wrong for, and how it is made."""

    name: str
    wrong_for: frozenset[str]
    make: Callable[[], None]


# --- The seven rules --------------------------------------------------------------------------------------------------


def edits_of_rules() -> Iterator[Edit]:
    """Every edit of a rule that contradicts a row, or decides a combination otherwise that no row decides."""
    for question in QUESTIONS.values():
        for source, edited in mutants(question).items():
            if wrong_for := contradicted(evolve(question), edited):
                yield Edit(f"{question.name}: {source}", wrong_for, partial(give_rule, question, source))


def contradicted(question: Question[object], edited: Question[object]) -> frozenset[str]:
    """The requirements whose rows an edited rule contradicts."""
    found: set[str] = set()
    for right, wrong in zip(question.decisions, edited.decisions, strict=True):
        if right.is_possible and right.allowed is not wrong.allowed:
            labels = right.documented_by or question.derived_from[:1]
            found.update(label.split()[0] for label in labels)
    return frozenset(found)


def give_rule(question: Question[object], source: str) -> None:
    rule = question.rule
    assert isinstance(rule, FunctionType)
    rule.__code__ = eval(f"lambda f: {source}").__code__  # noqa: S307  # the test's own expression


def forget_tables() -> None:
    """Tables that were made when the tests were collected are made anew."""
    for question, name in product(QUESTIONS.values(), ("results", "decisions", "cells", "possible")):
        with suppress(AttributeError):
            object.__delattr__(question, name)


# --- What turns models into facts, and answers into data --------------------------------------------------------------


def replaced(function: str, old: str, new: str) -> Callable[[], None]:
    """Give a function, named with its module, the code it has when `new` stands in place of `old`."""

    def make() -> None:
        module_name, _, path = function.partition(":")
        module = import_module(f"chatlink_policy.{module_name}")
        source = inspect.getsource(module)
        assert source.count(old) == 1, f"{source.count(old)} times in {module_name}: {old}"
        code = compile(source.replace(old, new), module_name, "exec")
        target: Any = module
        for name in path.split("."):
            code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)
            target = getattr(target, name)
        inspect.unwrap(target).__code__ = code

    return make


def constant(modules: Iterable[str], name: str, change: Callable[[Any], Any]) -> Callable[[], None]:
    """Change a constant wherever it was imported."""

    def make() -> None:
        for module in (import_module(f"chatlink_policy.{each}") for each in modules):
            setattr(module, name, change(getattr(module, name)))

    return make


def _other(name: str, wrong_for: str, make: Callable[[], None]) -> Edit:
    return Edit(name, frozenset(wrong_for.split()), make)


def _without(offering: Offering, known: frozenset[Offering]) -> frozenset[Offering]:
    return known - {offering}


OTHER_EDITS: Sequence[Edit] = [
    *(
        _other(
            f"{each} is always configured",
            "CON-1",
            replaced(
                "policy:Policy.is_configured",
                "        return name in self._settings\n",
                f"        return name in self._settings or name == {each!r}\n",
            ),
        )
        for each in ("incident", "account", "contact", "knowledgearticle", "email")
    ),
    *(
        _other(
            f"{each.value} does not have the chat",
            "ENB-1 ENB-4",
            constant(("rules.enablement",), "SUPPORTED_OFFERINGS", partial(_without, each)),
        )
        for each in SUPPORTED_OFFERINGS
    ),
    _other(
        "an activity needs no filter for Update",
        "NTF-4",
        replaced(
            "rules.notifications:notifications",
            "not record_type.has_update_filter)",
            "not record_type.has_update_filter and not record_type.is_activity)",
        ),
    ),
    _other(
        "an activity cannot be configured",
        "NTF-4",
        replaced(
            "rules.notifications:notifications",
            "not record_type.has_update_filter)",
            "not record_type.has_update_filter or record_type.is_activity)",
        ),
    ),
    _other(
        "a secured attribute does not notify",
        "NTF-5",
        replaced(
            "rules.notifications:_why_not_sent",
            "    elif attribute.type in NOTIFICATION_UNSUPPORTED_TYPES or (",
            "    elif attribute.is_secured or attribute.type in NOTIFICATION_UNSUPPORTED_TYPES or (",
        ),
    ),
    _other(
        "a chat of another record counts as connected",
        "DIS-8",
        replaced(
            "rules.disconnecting:can_disconnect",
            "chat.connections.get(record.key)",
            "next(iter(chat.connections.values()), None)",
        ),
    ),
    _other(
        "who connected and was not looked at did not connect",
        "DIS-7",
        replaced(
            "rules.disconnecting:can_disconnect",
            "(connector := connection.connector)",
            "[connector := connection.connector]",  # a list of it has a truth, whatever it is
        ),
    ),
    _other(
        "a chat of another record can be joined",
        "JOI-2",
        replaced("rules.joining:can_join", "record.key in chat.connections", "bool(chat.connections)"),
    ),
    _other(
        "a record opens for exactly read access",
        "PRV-1 PRV-2",
        replaced("rules.joining:record_opens", "AccessRights.READ in access", "access == AccessRights.READ"),
    ),
    _other(
        "a record opens for everybody",
        "PRV-1 PRV-2",
        replaced("rules.joining:record_opens", "AccessRights.READ in access", "True"),
    ),
    _other(
        "connecting gives write access",
        "PRV-2 JOI-1",
        replaced("rules.joining:can_join", "& _WRITE == _WRITE", "& _WRITE == _WRITE or bool(chat.connections)"),
    ),
    *(
        _other(name, wrong_for, replaced("rules.disconnecting:can_disconnect", old, new))
        for name, wrong_for, old, new in (
            (
                "members own what their team owns, whatever was read",
                "Q-10",
                "not readings.team_records_have_no_owner",
                "readings is not None",
            ),
            ("nobody owns in person", "DIS-6 Q-10", "owner.user == user.id or (", "False or ("),
            (
                "the last who connected is the connector, whatever was read",
                "Q-15",
                "and readings.anyone_who_connected_is_connector",
                "and readings is None",
            ),
            (
                "anyone who connected is a connector, whatever was read",
                "Q-15 DIS-7",
                "and readings.anyone_who_connected_is_connector",
                "and readings is not None",
            ),
        )
    ),
    *(
        _other(name, "TML-3", replaced("rules.timeline:timeline_entry", old, new))
        for name, old, new in (
            ("the last writer is told as the connector", "known(connection.connector)", "chat.last_writer"),
            ("the connector is told as the last writer", "=chat.last_writer,", "=known(connection.connector),"),
            (
                "a chat was last written when it was connected",
                "last_written_on=chat.last_written_on",
                "last_written_on=connection.connected_on",
            ),
        )
    ),
]
"""Edits outside the seven rules, of code that a requirement's named tests could leave untried."""


# --- The plugin -------------------------------------------------------------------------------------------------------


def named_tests(items: Iterable[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """The tests named for each requirement, those that try few examples first."""
    named: dict[str, list[pytest.Item]] = {}
    for item in items:
        for mark in item.iter_markers("proves"):
            for requirement in mark.args:
                named.setdefault(requirement, []).append(item)
    for tests in named.values():
        tests.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)
    return named


def unnoticed(edit: Edit, named: dict[str, list[pytest.Item]], session: pytest.Session) -> list[str]:
    """The requirements whose tests all pass though the edit is made; runs in a process of its own."""
    edit.make()
    forget_tables()
    found = []
    for requirement in sorted(edit.wrong_for):
        session.testsfailed = 0
        for item in named.get(requirement, ()):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.testsfailed:
                break
        else:
            found.append(requirement)
    return found


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try every edit, and print what the tests named for a requirement do not notice.

    Only what is asked for is tried where the variable `EDITS` names it: a part of the names of edits.
    """
    named = named_tests(session.items)
    wanted = os.environ.get("EDITS", "")
    waiting = [each for each in (*edits_of_rules(), *OTHER_EDITS) if wanted in each.name]
    running: dict[int, tuple[Edit, int]] = {}
    tried = 0
    survivors = []
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            edit = waiting.pop(0)
            reading, writing = os.pipe()
            if (child := os.fork()) == 0:
                os.close(reading)
                _in_the_child(edit, named, session, writing)
            os.close(writing)
            running[child] = (edit, reading)
        child, status = os.wait()
        edit, reading = running.pop(child)
        with os.fdopen(reading, encoding="utf-8") as said:
            found = said.read()
        tried += 1
        if found or status:
            survivors.append(f"{edit.name}: {found or f'the process ended with {status}'}")
    sys.stdout.write(f"\n{tried} edits tried\n" + "".join(f"unnoticed: {each}\n" for each in sorted(survivors)))
    session.testsfailed = len(survivors)
    return True


def _in_the_child(edit: Edit, named: dict[str, list[pytest.Item]], session: pytest.Session, writing: int) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    try:
        os.write(writing, ", ".join(unnoticed(edit, named, session)).encode())
    except BaseException as error:  # whatever happens in the child is told to the parent
        os.write(writing, f"{type(error).__name__}: {error}".encode())
    os._exit(0)
