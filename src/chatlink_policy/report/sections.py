"""The sections of a report, in the order in which they are read: blocks of the values that say them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from shlex import quote
from typing import Any, NamedTuple, TypeAlias

from attrs import evolve

from .._arguments import checked
from ..about import About
from ..checking.configured import configured_cards, configured_notifications
from ..checking.findings import findings_blocks
from ..dataverse.export_tables import EXPORT_TABLES, records_table
from ..evidence import Question
from ..lookup import look_up
from ..pictures import Picture, picture_of_change, picture_of_rights, picture_of_rule
from ..policy import RecordTypePolicy
from ..rendering import Block, Bullets, Code, Named, Paragraph, Table, Title, in_words, yes_no
from ..review.folders import Reviewed
from ..rules._why import why_in_words
from ..rules.notifications import Notification, Notifications
from ..rules.questions import QUESTIONS
from ..snapshot import Snapshot
from ..sources import CHOICES, REQUIREMENTS
from ..unknown import Unknown
from ..wording.words import Words, joined, reason, say
from .cutting import more_in
from .gathered import MOST_LISTED, Report

__all__ = ["Part", "Section", "addresses", "sections"]


Draws: TypeAlias = Callable[[str], Picture]
"""What draws a picture in a language."""


class Part(NamedTuple):
    """A part of a section, which is folded where it is long.

    Attributes:
        key: its address within the page.
        title: its heading.
        blocks: what it says.
        is_open: whether it is unfolded at first.
        question: the question of whose facts it has switches.
        links: where to read on: addresses within the page, and what is there.
        picture: what draws its picture in a language.
    """

    key: str
    title: str
    blocks: Sequence[Block]
    is_open: bool = False
    question: str = ""
    links: Sequence[tuple[str, str]] = ()
    picture: Draws | None = None


class Section(NamedTuple):
    """A section of the page.

    Attributes:
        key: its address within the page.
        title: its heading.
        blocks: what it says.
        parts: its parts, after that.
        command: the command that lists what the page leaves out.
        picture: what draws its picture in a language.
    """

    key: str
    title: str
    blocks: Sequence[Block]
    parts: Sequence[Part] = ()
    command: str = ""
    picture: Draws | None = None


@checked
def sections(report: Report) -> Iterator[Section]:
    """Every section of the page, its summary left out."""
    check = f"chatlink-policy check {quote(report.source)}"
    kinds = [_entry(each) for each in _kinds(report)]
    yield Section("findings", say("report.findings"), [*findings_blocks(report.findings)], kinds, command=check)
    yield Section("who", say("report.who"), *_who(report), review_command(report), _rights_drawn(report))
    if report.change is not None:
        source = quote(report.source)
        change = f"chatlink-policy diff {source} {quote(report.change.source)} --export {source}"
        blocks = [
            Paragraph(say("report.change_about", source=report.change.source)),
            *_below(report.change.diff._blocks()),
        ]
        blocks += report.change.impact._blocks()
        drawn = partial(picture_of_change, report.change.impact)
        yield Section("change", say("report.change"), blocks, command=change, picture=drawn)
    yield Section(
        "settings",
        say("report.settings"),
        [*_settings(report.snapshot)],
        command=f"chatlink-policy policy {quote(report.source)}",
    )
    yield Section("disclosures", say("report.disclosures"), *_disclosures(report.snapshot), command=check)
    yield Section("tables", say("report.tables"), [Paragraph(say("report.tables_about"))], [*_tables()])
    yield Section("readings", say("report.readings"), *_readings(report), command="chatlink-policy rule NUMBER")
    requirements = [_entry(number, each.says) for number, each in REQUIREMENTS.items()]
    yield Section(
        "requirements", say("report.requirements"), [Paragraph(say("report.requirements_about"))], requirements
    )
    yield Section("missing", say("report.missing"), [*_missing(report)], command=check)
    yield Section("about", say("report.about"), [*_about(report)])


def _below(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a page of their own, whose first heading is below that of a section."""
    for each in blocks:
        yield each._replace(level=max(2, each.level)) if isinstance(each, Title) else each


def _rights_drawn(report: Report) -> Draws | None:
    summary = None if report.reviewed is None else report.reviewed.summary
    return partial(picture_of_rights, summary) if summary is not None and summary.rights is not None else None


def review_command(report: Report) -> str:
    """The command that writes all rows of the review into files."""
    change = "" if report.change is None else f" --change {quote(report.change.source)}"
    return f"chatlink-policy review {quote(report.source)} --out review --join --enablement --through{change} --partial"


def _head(*keys: str) -> list[str]:
    """What stands above the columns of a table of the page, by the keys of its words."""
    return [say(f"report.{each}") for each in keys]


# --- Who may what -----------------------------------------------------------------------------------------------------


def _who(report: Report) -> tuple[list[Block], list[Part]]:
    if report.reviewed is None:
        return [Bullets([*map(reason, report.not_reviewed)], say("report.who_not"))], []
    _, *numbers = report.reviewed.summary._blocks()
    blocks: list[Block] = []
    if report.reviewed.not_answered:
        blocks.append(Bullets([each.says for each in report.reviewed.not_answered], say("report.who_not_answered")))
    blocks += [*numbers, Named(say("report.files"), review_command(report))]
    return blocks, [Part(f"who-{key}", say(f"report.{title}"), [*_list(report, key)]) for key, title in _LISTS.items()]


_LISTS = {
    "global": "through_global",
    "owner": "through_owner",
    "connector": "through_connector",
    "joining": "joining_listed",
    "enablement": "enablement_listed",
}
_COLUMNS = {
    "global": ("user", "role", "team"),
    "owner": ("record", "user", "team"),
    "connector": ("record", "chat", "user", "connected_on"),
    "joining": ("record", "chat", "user"),
    "enablement": ("app", "user"),
}
"""The columns of each list on the page."""


def _list(report: Report, name: str) -> Iterator[Block]:
    if report.reviewed is None or name not in report.lists:
        answer = name if name in ("joining", "enablement") else "through"
        lacking = report.reviewed.not_answered if report.reviewed is not None else ()
        because = joined((each.because for each in lacking if each.answer == answer and each.of is None), "semicolon")
        yield Paragraph(say("report.listed_not_answered", because=because))
        return
    found, not_about = report.lists[name], _not_about(report.reviewed, name)
    if found.number_of_each:
        yield Table(
            (say(f"report.{_COLUMNS[name][0] if name == 'enablement' else 'record_type'}"), say("report.rows")),
            [(each, f"{number}") for each, number in found.number_of_each],
        )
    if not found.rows:
        none = say("summary.otherwise_none") if not_about else say("report.none")
        yield Paragraph(joined([*not_about, none], "blank"))
        return
    yield Table(
        _head(*_COLUMNS[name]),
        [[_cell(row, each) for each in _COLUMNS[name]] for row in found.rows],
    )
    if found.total > MOST_LISTED:
        yield more_in(found.total - MOST_LISTED, review_command(report))
    if not_about:
        yield Paragraph(joined(not_about, "blank"))


def _not_about(reviewed: Reviewed, name: str) -> list[str]:
    """What a list does not cover; who has the global right depends on no record."""
    if name == "global":
        return [each.says for each in reviewed.summary.not_covered if each.list == "holders"]
    answer = name if name in ("joining", "enablement") else "through"
    return [
        say("summary.not_covered", of=each.named, because=each.because)
        for each in reviewed.not_answered
        if each.answer == answer and each.of is not None
    ]


def _cell(row: Any, column: str) -> str:  # noqa: ANN401  # a row by the names of its columns
    if column == "record":
        return f"{row['record_type']} {row['record_id']}"
    name = {"user": "user_id", "team": "team_id", "role": "role_id", "chat": "chat_id"}.get(column, column)
    value = row[name]
    return "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)


# --- Settings ---------------------------------------------------------------------------------------------------------

_OF_ORGANISATION = (
    "on_for_all_apps",
    "selected_apps",
    "timeline_sync",
    "timeline_sync_since",
    "idle_days",
    "chat_owner_consent",
)
_NOT_SO = {
    "selected_apps": "never_selected",
    "timeline_sync_since": "not_provided",
    "chat_owner_consent": "not_provided",
}
"""What None means in a setting."""

_OF_RECORD_TYPES = (
    "include_note",
    "view_id",
    "owner_may_disconnect",
    "connector_may_disconnect",
    "join_chat",
    "notify",
    "notified_attributes",
)


def _settings(snapshot: Snapshot) -> Iterator[Block]:
    policy = snapshot.policy
    yield Title(say("report.settings_organisation"), 2)
    rows = [(say("report.chat_is_on_setting"), _value(policy.chat_is_on))]
    for each in _OF_ORGANISATION:
        value = getattr(policy, each)
        rows.append((say(f"report.{each}"), say(f"report.{_NOT_SO[each]}") if value is None else _value(value)))
    yield Table((say("report.setting"), say("report.value")), rows)
    yield Title(say("report.settings_record_types"), 2)
    if policy.record_types:
        header = _head("record_type", *_OF_RECORD_TYPES)
        yield Table(header, [_of_record_type(each) for each in policy.record_types])
    elif not policy.others_unreadable:
        yield Paragraph(say("report.none"))
    if policy.unreadable_record_types:
        yield Paragraph(say("report.settings_unreadable", names=tuple(sorted(policy.unreadable_record_types))))
    if policy.others_unreadable:
        yield Paragraph(say("report.settings_unknown"))
    yield Title(say("report.apps"), 2)
    if snapshot.has("appmodules"):
        apps = [(each.unique_name, Code(each.offering.value), yes_no(each.is_multisession)) for each in snapshot.apps]
        yield (Table(_head("app", "offering", "is_multisession"), apps) if apps else Paragraph(say("report.none")))
    else:
        yield Paragraph(say("report.apps_not_exported"))


def _value(value: object) -> str:
    return yes_no(None) if isinstance(value, Unknown) else yes_no(value) if isinstance(value, bool) else in_words(value)


def _of_record_type(settings: RecordTypePolicy) -> list[str]:
    return [settings.record_type, *(_value(getattr(settings, each)) for each in _OF_RECORD_TYPES)]


# --- Cards and notifications ------------------------------------------------------------------------------------------


def _disclosures(snapshot: Snapshot) -> tuple[list[Block], list[Part]]:
    policy = snapshot.policy
    blocks: list[Block] = [Paragraph(say("report.disclosures_about"))]
    cards = {each.card.record_type: each.card for each in configured_cards(snapshot)}
    sent = dict(configured_notifications(snapshot))
    parts = [
        Part(f"disclosures-card-{name}", say("report.card_of", record_type=name), [*card._blocks()][1:])
        for name, card in cards.items()
    ]
    parts += [
        Part(
            f"disclosures-notifications-{name}",
            say("report.notifications_of", record_type=name),
            [_notifications(found)],
        )
        for name, found in sent.items()
    ]
    for toggle, shown, what in (("include_note", cards, "cards"), ("notify", sent, "notifications")):
        off = [each.record_type for each in policy.record_types if getattr(each, toggle) is False]
        unknown = [each.record_type for each in policy.record_types if each.record_type not in {*off, *shown}]
        unknown += sorted(policy.unreadable_record_types)
        if off:
            blocks.append(Paragraph(say(f"report.{what}_off", names=tuple(off))))
        if unknown:
            blocks.append(Paragraph(say(f"report.{what}_unknown", names=tuple(unknown))))
    if policy.others_unreadable:
        blocks.append(Paragraph(say("report.settings_unknown")))
    return blocks, parts


def _notifications(found: Notifications) -> Block:
    rows = [(Code(each.attribute), yes_no(True), _to_whom(each)) for each in found.sent]
    rows += [(Code(each.attribute), yes_no(False), why_in_words(each.why)) for each in found.not_sent]
    return Table(_head("attribute", "notifies", "whom_or_why"), rows) if rows else Paragraph(say("report.none"))


def _to_whom(sent: Notification) -> str:
    flags = [say("report.images_not_whole")] if sent.images_not_whole else []
    return joined([say("report.every_participant"), *flags], "semicolon")


# --- Tables -----------------------------------------------------------------------------------------------------------


def _tables() -> Iterator[Part]:
    for name, question in QUESTIONS.items():
        _, *blocks = question._blocks()
        title, drawn = say("titled", name=name, says=question.says_yes), partial(picture_of_rule, question)
        yield Part(f"table-{name}", title, blocks, question=name, picture=drawn)


# --- Readings ---------------------------------------------------------------------------------------------------------


def _readings(report: Report) -> tuple[list[Block], list[Part]]:
    blocks: list[Block] = [Title(say("report.readings_rights"), 2)]
    if report.sensitivity is None:
        blocks.append(Paragraph(say("report.readings_rights_unknown")))
    else:
        blocks += [*report.sensitivity._blocks()][1:]
    blocks.append(Title(say("report.readings_shown"), 2))
    rows = []
    for each in report.readings:
        here = say("report.here_none", number=len(each.tried))
        if not each.tried:
            here = say("report.here_unknown")
        elif each.differing:
            here = say("report.here_some", number=len(each.differing), tried=len(each.tried), names=each.differing)
        rows.append((each.reading.choice, each.reading.says, here))
    blocks.append(Table(_head("choice", "reading", "here"), rows))
    otherwise = sorted(report.snapshot.policy.readings.otherwise)
    if otherwise:
        blocks.append(
            Bullets(
                [say("titled", name=Code(name), says=in_words(value)) for name, value in otherwise],
                say("report.readings_otherwise"),
            )
        )
    return blocks, [_entry(number, each.about) for number, each in CHOICES.items()]


# --- Requirements -----------------------------------------------------------------------------------------------------


_MOST_TESTS = 3
"""Of the tests that prove a requirement that many are named; a command names all of them."""


def _entry(number: str, says: str = "") -> Part:
    """All that is known of a number or code; the rows of its tables are on the page already, and linked."""
    entry = look_up(number)
    _, *blocks = evolve(entry, rows=(), tests=entry.tests[:_MOST_TESTS])._blocks()
    if more := len(entry.tests[_MOST_TESTS:]):
        blocks.append(more_in(more, f"chatlink-policy rule {number}"))
    links = [(f"table-{name}", name) for name, numbers in _RESTS_ON.items() if number in numbers]
    if not says:
        return Part(number, number, blocks, links=links)
    return Part(number, say("titled", name=number, says=says), blocks[1:], links=links)


def _numbers(question: Question[object]) -> set[str]:
    """The requirements and choices that a question rests on."""
    rows = [row.label.split()[0] for row in question.documented]
    return {*rows, *question.derived_from, *(cite for fact in question.facts for cite in fact.cites)}


_RESTS_ON = {name: _numbers(question) for name, question in QUESTIONS.items()}


@checked
def addresses(report: Report) -> Callable[[str], str | None]:
    """Where on the page a requirement, a choice or a kind of finding stands, by its number or code."""
    found = {number: f"#{number}" for number in REQUIREMENTS}
    found |= {number: f"#{number}" for number in CHOICES}
    return (found | {each: f"#{each}" for each in _kinds(report)}).get


def _kinds(report: Report) -> list[str]:
    """The kinds of findings that were found, in their order."""
    return list(dict.fromkeys(each.code.value for each in report.findings))


# --- What is not known ------------------------------------------------------------------------------------------------


def _missing(report: Report) -> Iterator[Block]:
    snapshot = report.snapshot
    yield Title(say("report.rejected"), 2)
    yield (Bullets([each.says for each in snapshot.rejected]) if snapshot.rejected else Paragraph(say("report.none")))
    if report.reviewed is not None and report.reviewed.summary.rejected:
        yield Title(say("report.rejected_links"), 2)
        rejected = [(each.table, f"{each.rows}", reason(each.why.says)) for each in report.reviewed.summary.rejected]
        yield Table(_head("table", "row_count", "why"), rejected)
    yield Title(say("report.not_exported"), 2)
    needed = [(each, Words(each.holds, f"holds.{name}")) for name, each in EXPORT_TABLES.items()]
    connected = sorted({record_type for chat in snapshot.chats for record_type, _ in chat.connections})
    needed += [(records_table(each), say("report.holds_records")) for each in connected]
    rows = [
        (Code(each.name), holds, ", ".join(each.needed_for)) for each, holds in needed if not snapshot.has(each.name)
    ]
    if rows:
        yield Paragraph(say("report.not_exported_about"))
        yield Table(_head("table", "holds", "needed_for"), rows)
    else:
        yield Paragraph(say("report.not_exported_all"))
    if snapshot.not_selected:
        yield Bullets([each.says for each in snapshot.not_selected], say("report.not_selected"))
    if snapshot.passed_over:
        yield Bullets(snapshot.passed_over, say("report.passed_over"))


def _about(report: Report) -> Iterator[Block]:
    snapshot = report.snapshot
    subjects = [
        (say("report.about_organisation"), snapshot.organisation or say("report.not_exported_name")),
        (
            say("report.about_exported_on"),
            snapshot.exported_on.isoformat() if snapshot.exported_on else say("report.export_time_unknown"),
        ),
        (say("report.about_digest"), report.digest),
    ]
    if report.change is not None:
        subjects.append((say("report.about_policy_file"), report.change.source))
    _, *about = About(tuple(subjects), (report.source,))._blocks()
    yield from about
    yield Title(say("report.fingerprints"), 2)
    yield Table(
        _head("question", "fingerprint"),
        [(name, Code(each.fingerprint)) for name, each in QUESTIONS.items()],
    )
    yield Title(say("report.about_files"), 2)
    yield Table((say("report.file"), "SHA-256"), [(name, Code(digest)) for name, digest in report.digests])
