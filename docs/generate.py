"""Write the generated pages of the documentation from the code and the tests, and what the command prints in others.

    python docs/generate.py            writes them
    python docs/generate.py --check    names the stale ones and exits with 1 when there are any

The same code gives the same bytes. What cannot be read raises, so that no page is quietly short of a line.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import os
import re
import shlex
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from click.testing import CliRunner

import chatlink_policy
from chatlink_policy import QUESTIONS, Question
from chatlink_policy._proofs import proofs as known_proofs
from chatlink_policy.checking import FindingCode
from chatlink_policy.cli import command
from chatlink_policy.conformance import conformance_corpus
from chatlink_policy.dataverse.queries import queries_markdown
from chatlink_policy.evidence.audit import audit
from chatlink_policy.lookup import cited_together
from chatlink_policy.rendering import Block, markdown, markdown_table, render, yes_no
from chatlink_policy.report import gather, page
from chatlink_policy.rules.reason_tables import REASON_TABLES, ReasonTable
from chatlink_policy.serialization import read_policy
from chatlink_policy.serialization.schema import ONLY_READERS_REFUSE, SCHEMAS, json_schema, models_read
from chatlink_policy.sources import CHOICES, DISCLAIMER, PAGE, REQUIREMENTS, SOURCES, Choice, Requirement, cited
from chatlink_policy.wording.findings import FINDINGS
from chatlink_policy.wording.words import LANGUAGES, said

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

from reference_examples import EXAMPLES  # noqa: E402  # beside this file

TESTS = DOCS.parent / "tests"
SOURCE = Path(chatlink_policy.__file__).resolve().parent

_HEADER = "<!-- Written by docs/generate.py from the code and the tests: do not edit. -->"
_NUMBERS = (*REQUIREMENTS, *CHOICES)

# `sources.py` and its data name every number and decide nothing; `question.py` knows nothing of chats and cites only in
# examples.
# `reason_tables.py` and `lookup.py` ask the rules. `wording/french/` says again what is said in English.
_NOT_DECIDING = (
    *("sources.py", "_documented.py", "requirements.py", "choices.py", "places.py", "comparison.py", "question.py"),
    "reason_tables.py",
    "lookup.py",
    "rule.py",
)

# How the reference orders the modules; one that is not named here comes after them.
_READING_ORDER = ("", "models", "policy", "defaults", "rules", "evidence", "compare", "errors", "sources", "snapshot")
"""Rooms and modules as a newcomer reads them; the others follow by name."""


_NOT_LIBRARY = ("cli", "wording")
"""The command, which has a page of its own, and data."""


# --- Citations --------------------------------------------------------------------------------------------------------

_PREFIXES = "|".join(dict.fromkeys(number.partition("-")[0] for number in _NUMBERS))
_CITATION = re.compile(rf"\b({_PREFIXES})-(\d+)(?:\s+to\s+\1-(\d+))?\b")


class Citation(NamedTuple):
    """A number cited at a line of a module, within a definition."""

    number: str
    module: str
    definition: str
    """The definition it stands in ("DisconnectFacts.owns_record"); empty for the module itself."""
    in_range: bool
    """Whether it is only one of a range ("DIS-1 to DIS-8"), which names no definition in particular."""
    line: int
    begins: int
    """The line at which the definition begins."""

    @property
    def place(self) -> str:
        """Where it is, as one name."""
        return ".".join(each for each in (self.module, self.definition) if each)

    @property
    def file(self) -> Path:
        """The file of its module, within the package."""
        path = Path(*self.module.split("."))
        return path / "__init__.py" if (SOURCE / path).is_dir() else path.with_suffix(".py")

    @property
    def is_precise(self) -> bool:
        """Whether the definition is about that number by itself."""
        return self.definition != "" and not self.in_range


def _module(path: Path, root: Path) -> str:
    """The name of a module within the package; empty for the package itself."""
    return ".".join(part for part in path.relative_to(root).with_suffix("").parts if part != "__init__")


def citations_in(path: Path, root: Path) -> tuple[Citation, ...]:
    """Every number that a module cites in its docstrings, comments and strings, ranges written out, in its order."""
    module = _module(path, root)
    definitions = tuple(_definitions(ast.parse(path.read_text(encoding="utf-8")).body, ""))
    found = []
    with path.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if tokenize.tok_name[token.type] not in ("COMMENT", "STRING", "FSTRING_MIDDLE"):
                continue
            for match in _CITATION.finditer(token.string):
                line = token.start[0] + token.string.count("\n", 0, match.start())
                around = [each for each in definitions if each.first <= line <= each.last]
                whole = _Definition("", 1, line, 1)
                definition = min(around, key=lambda each: each.last - each.first, default=whole)
                prefix, first, last = match.groups()
                found += [
                    Citation(f"{prefix}-{number}", module, definition.name, last is not None, line, definition.begins)
                    for number in range(int(first), int(last or first) + 1)
                ]
    return tuple(found)


class _Definition(NamedTuple):
    name: str
    first: int
    last: int
    begins: int
    """The line of its name; `first` may be that of a decorator."""


def _definitions(body: list[ast.stmt], within: str) -> Iterator[_Definition]:
    """The functions, classes and assigned names of a module or class, with the lines each takes."""
    previous: _Definition | None = None
    for statement in body:
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                first = min([first, *(each.lineno for each in statement.decorator_list)])
                previous = _Definition(within + name, first, last, statement.lineno)
                if isinstance(statement, ast.ClassDef):
                    yield from _definitions(statement.body, f"{within}{name}.")
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
            ):
                previous = _Definition(within + name, first, last, first)
                yield from _entries(value)
            case ast.Expr(value=ast.Constant(value=str())) if previous is not None:
                previous = previous._replace(last=last)  # the docstring of what was just assigned
            case _:
                previous = None
        if previous is not None:
            yield previous


def _entries(value: ast.expr | None) -> Iterator[_Definition]:
    """The entries of a table keyed by members of an enumeration: each is about that member."""
    if isinstance(value, ast.Dict):
        for key, entry in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Attribute):
                yield _Definition(ast.unparse(key), key.lineno, entry.end_lineno or entry.lineno, key.lineno)


@cache
def all_citations(root: Path = SOURCE) -> tuple[Citation, ...]:
    """Every number cited in a module that decides something, module by module."""
    paths = sorted(
        path for path in root.rglob("*.py") if path.name not in _NOT_DECIDING and path.parent.name != "french"
    )
    return tuple(citation for path in paths for citation in citations_in(path, root))


def places(number: str, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Where the code decides that number: the definitions that cite it by itself, else whatever mentions it."""
    found = [each for each in citations if each.number == number]
    precise = [each for each in found if each.is_precise]
    return tuple({each.place: each for each in reversed(precise or found)}.values())[::-1]


# --- Proofs -----------------------------------------------------------------------------------------------------------


class Proof(NamedTuple):
    """A test, and a number it says it proves."""

    number: str
    test: str
    """As pytest calls it, below the tests' folder ("test_joining.py::test_...")."""


@cache
def all_proofs(root: Path = TESTS) -> tuple[Proof, ...]:
    """Every number that a test proves by its mark `proves`, file by file, in the order of each.

    Raises:
        ValueError: for a mark that cannot be read without running the test, and for one that marks no test.
    """
    return tuple(dict.fromkeys(proof for path in sorted(root.rglob("test_*.py")) for proof in _proofs_in(path, root)))


def _proofs_in(path: Path, root: Path) -> Iterator[Proof]:
    file, source = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    if ".proves(" not in source:
        return
    lines, body = source.split("\n"), ast.parse(source).body
    tests = tuple(_tests(body, ""))
    for statement in body:
        first = _first_line(statement)
        if not any(".proves(" in line for line in lines[first - 1 : statement.end_lineno]):
            continue
        reached = tuple(_parametrised(statement, tests))
        for call in ast.walk(statement):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "proves":
                marked = reached or tuple(_marked(statement, call, tests))
                if not marked or not call.args:
                    raise ValueError(f"{file}:{call.lineno}: expected a mark of some test, with numbers")
                for argument in call.args:
                    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                        raise ValueError(f'{file}:{call.lineno}: expected numbers as plain strings ("DIS-5")')
                    yield from (Proof(argument.value, f"{file}::{name}") for name in marked)


def _first_line(statement: ast.stmt) -> int:
    """The line of a definition's first decorator, or of any other statement."""
    return min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))])


def _tests(body: list[ast.stmt], within: str) -> Iterator[tuple[str, ast.stmt]]:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            yield from _tests(statement.body, f"{within}{statement.name}::")
        elif isinstance(statement, ast.FunctionDef) and statement.name.startswith("test"):
            yield within + statement.name, statement


def _marked(statement: ast.stmt, call: ast.Call, tests: tuple[tuple[str, ast.stmt], ...]) -> Iterator[str]:
    """The tests that a mark on a function or a class reaches: the one around it, else all of the class."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        around = [name for name, test in tests if _first_line(test) <= call.lineno <= (test.end_lineno or test.lineno)]
        yield from around or (name for name, _ in tests if name.startswith(f"{statement.name}::"))


def _parametrised(statement: ast.stmt, tests: tuple[tuple[str, ast.stmt], ...]) -> Iterator[str]:
    """The tests that marks in an assigned value reach: all of the module, or those that use a table of marked cases."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="pytestmark")]):
            yield from (name for name, _ in tests)
        case ast.Assign(targets=[ast.Name(id=table)]) | ast.AnnAssign(target=ast.Name(id=table)):
            for name, test in tests:
                if any(isinstance(each, ast.Name) and each.id == table for each in ast.walk(test)):
                    yield name


# --- Markdown ---------------------------------------------------------------------------------------------------------


def _code(text: str) -> str:
    return f"`{text}`"


def _prose(text: str) -> str:
    """A docstring's line in Markdown: what stands in backticks is code there, too."""
    return "`".join(part if nth % 2 else markdown(part) for nth, part in enumerate(text.split("`")))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(markdown_table(tuple(head), map(tuple, rows)))


def _bullets(items: Iterable[str], indent: str = "") -> str:
    return "\n".join(f"{indent}- {item}" for item in items)


def _page(*blocks: str) -> str:
    return "\n\n".join([_HEADER, *(block for block in blocks if block)]) + "\n"


def _where(number: str, citations: tuple[Citation, ...]) -> str:
    """The places of a number in the code, each a link to the line."""
    shown = [_to_line(each.place, SOURCE.name / each.file, each.line) for each in places(number, citations)]
    return ", ".join(shown) or "nowhere"


def _to_line(text: str, path: Path, line: int) -> str:
    """A link to a line of a file, of which the site has a page; those pages are not made of Markdown."""
    return f'<a href="code/{path.as_posix()}.html#line-{line}">{_code(text)}</a>'


def _proved(number: str, proofs: tuple[Proof, ...]) -> str:
    tests = [_to_test(proof.test) for proof in proofs if proof.number == number]
    return "\n".join(["- Proved by:", _bullets(tests, "  ")]) if tests else "- Proved by: none"


def _to_test(test: str) -> str:
    """A link to the line at which a test begins."""
    file, _, name = test.partition("::")
    return _to_line(test, Path("tests", file), _lines_of_tests(file)[name])


@cache
def _lines_of_tests(file: str) -> dict[str, int]:
    body = ast.parse((TESTS / file).read_text(encoding="utf-8")).body
    return {name: test.lineno for name, test in _tests(body, "")}


def _in_tables(number: str) -> str:
    """The truth tables in which a number stands: with its rows, where it has some."""
    shown = []
    for name, question in QUESTIONS.items():
        rows = [each.label for each in question.documented if each.label.split()[0] == number]
        cites = {cite for each in question.decisions for cite in each.citations}
        if rows or number in cites:
            said = f": {', '.join(each.removeprefix(number).strip() or 'a row' for each in rows)}" if rows else ""
            shown.append(f"[{asked(question)}](tables/{name}.md){said}")
    shown += [f"[{each.asks}](tables/{each.name}.md)" for each in REASON_TABLES.values() if number in each.cites]
    return f"- In the tables: {'; '.join(shown)}" if shown else ""


_STATEMENT = re.compile(r"(the \w+) (may|has) (.*)")


def asked(question: Question[Any]) -> str:
    """A question as it is asked: "May the user join the chat?"; it is made of what a yes means."""
    found = _STATEMENT.fullmatch(question.says_yes)
    if found is None:
        raise ValueError(f"{question.name}: expected a statement with may or has, got {question.says_yes!r}")
    who, verb, what = found.groups()
    return f"May {who} {what}?" if verb == "may" else f"Does {who} have {what}?"


# --- Links ------------------------------------------------------------------------------------------------------------

_CODES = "|".join(FindingCode)
_PIECE = re.compile(
    r"(?P<keep>^```.*?^```|^#[^\n]*|<!--.*?-->|^<div .*?^</div>\n</div>|<a .*?</a>|\[[^\]]*\]\([^)]*\)|<[^>]*>)"
    rf"|`(?P<code>{_CODES})`|(?P<span>`[^`\n]*`)|(?<![\w-])(?P<number>{'|'.join(_NUMBERS)})(?![\w-])",
    re.MULTILINE | re.DOTALL,
)
"""What of a page stays as it is - fences, headings, HTML, links and code - and the numbers and codes between."""


def address(number: str, ending: str = ".md") -> str | None:
    """Where a number or the code of a finding has its own heading, from the documentation's folder."""
    if number in REQUIREMENTS:
        return f"requirements{ending}#{number.lower()}"
    if number in CHOICES:
        return f"choices{ending}#{number.lower()}"
    return f"findings{ending}#{number.replace('_', '-')}" if number in tuple(FindingCode) else None


def with_links(page: str, up: str = "") -> str:
    """A page on which every number, and every code of a finding, is a link to where it is said in words.

    Below `tables/` a code is that of a reason, of which some have the name of a finding.
    """

    def linked(found: re.Match[str]) -> str:
        if found["code"] and not up:
            return f"[{found[0]}]({up}{address(found['code'])})"
        return f"[{found[0]}]({up}{address(found['number'])})" if found["number"] else found[0]

    return _PIECE.sub(linked, page)


# --- The pages --------------------------------------------------------------------------------------------------------


def requirements_page(citations: tuple[Citation, ...], proofs: tuple[Proof, ...]) -> str:
    """Requirement by requirement: what it says, where the code decides it, which tests prove it."""
    sections = dict.fromkeys(each.section for each in REQUIREMENTS.values())
    not_code = [each.number for each in REQUIREMENTS.values() if not each.is_code]
    return _page(
        "# Requirements",
        f'What the documentation "{PAGE.title_in_english}" requires, one number each; where it comes from; where the '
        "code decides it, by module and definition; and the tests that prove it. A test says by its mark what it "
        "proves; a requirement without such a test fails the build.",
        _table(
            ("the documentation", "what was implemented"),
            [
                ("title", markdown(PAGE.title)),
                ("address", f"<{PAGE.address}>"),
                ("language", _code(PAGE.language)),
                ("SHA-256 of the text", _code(PAGE.sha256)),
            ],
        ),
        f"{len(REQUIREMENTS)} requirements. Deliberately not code: {', '.join(not_code)}; each says why. "
        "Where the documentation says nothing or contradicts itself: [Choices](choices.md). " + markdown(DISCLAIMER),
        "## Sources",
        "A requirement comes from the documentation unless it says otherwise. Sister sources fill gaps, and an answer "
        'that rests on one of them says which: "documented by U".',
        _table(
            ("cited as", "title", "what it is", "requirements, whole or in part"),
            [
                (_code(each.code), markdown(each.title), markdown(each.says), _of(each.code))
                for each in SOURCES.values()
            ],
        ),
        *(
            block
            for section in sections
            for block in (
                f"## {section}",
                *(_requirement(each, citations, proofs) for each in REQUIREMENTS.values() if each.section == section),
            )
        ),
    )


def _requirement(requirement: Requirement, citations: tuple[Citation, ...], proofs: tuple[Proof, ...]) -> str:
    lines = [f"### {requirement.number}", "", markdown(requirement.says), ""]
    lines.append(f"- Source: {_source(requirement.source)}")
    lines += [f"- Of it {markdown(part.says)}: {_source(part.source)}" for part in requirement.parts]
    if requirement.not_code:
        lines.append(f"- Not code: {markdown(requirement.not_code)}")
    if in_tables := _in_tables(requirement.number):
        lines.append(in_tables)
    lines += _together(requirement.number)
    if requirement.is_code:
        lines.append(f"- In the code: {_where(requirement.number, citations)}")
        lines.append(_proved(requirement.number, proofs))
    return "\n".join(lines)


def _together(number: str) -> Iterator[str]:
    """What is cited in one breath with a number."""
    if found := [each for each in _NUMBERS if each in cited_together(number)]:
        yield f"- Cited together with it: {', '.join(found)}"


def _source(code: str) -> str:
    return "the documentation" if code == "page" else f"{_code(code)}, {markdown(SOURCES[code].title)}"


def _of(code: str) -> str:
    """The requirements that come from a source; of the documentation itself come all that are not named elsewhere."""
    numbers = [each.number for each in REQUIREMENTS.values() if code in each.sources]
    return "all others, and a part of most of these" if code == "page" else ", ".join(numbers) or "none"


def choices_page(citations: tuple[Citation, ...], proofs: tuple[Proof, ...]) -> str:
    """The open points of the page, one by one."""
    return _page(
        "# Choices",
        "Where the documentation says nothing or contradicts itself, this is what was chosen, and why. Where another "
        "reading can be executed it is an option of the policy, off unless somebody sets it, so that anyone can ask "
        "whether an answer would be different: `policy.but(readings=Readings(...))`.",
        _table(
            ("number", "about", "option"),
            [
                (f"[{each.number}](#{each.number.lower()})", markdown(each.about), _option(each))
                for each in CHOICES.values()
            ],
        ),
        *(_choice(each, citations, proofs) for each in CHOICES.values()),
        *_seen_by_user(),
    )


def _seen_by_user() -> Iterator[str]:
    """Which facts a text for the user may speak of, question by question."""
    yield "## What the user sees of an answer"
    yield (
        "The documentation does not say what a user is shown of the reasons of an answer. A text for the user speaks "
        "of what the user sees anyway: who owns the record and who connected the chat, whether they are connected, "
        "the user's own access, of what kind app, chat and record are. Toggles, roles, profiles and permissions are "
        "the administrator's. "
        "Two equal answers that agree in every fact the user sees have the same text for the user: "
        "[the answer in AuthZEN](authzen.md#for-the-user-and-for-the-administrator)."
    )
    yield _table(
        ("question", "seen by the user", "seen by an administrator alone"),
        [
            (
                f"[{name}](tables/{name}.md)",
                *(
                    ", ".join(_code(each.name) for each in question.facts if each.seen_by_user == seen) or "none"
                    for seen in (True, False)
                ),
            )
            for name, question in QUESTIONS.items()
        ],
    )


def _option(choice: Choice) -> str:
    return _code(choice.option) if choice.option else "-"


def _choice(choice: Choice, citations: tuple[Citation, ...], proofs: tuple[Proof, ...]) -> str:
    lines = [
        f"## {choice.number}",
        "",
        f"{markdown(choice.about)}.",
        "",
        f"- In the documentation: {markdown(choice.on_page)}",
        f"- Chosen: {markdown(choice.chosen)}",
        f"- Why: {markdown(choice.why)}",
        f"- Other readings: {markdown(choice.otherwise)}",
        *([f"- Option: {_option(choice)}"] if choice.option else []),
        *([in_tables] if (in_tables := _in_tables(choice.number)) else []),
        *_together(choice.number),
        f"- In the code: {_where(choice.number, citations)}",
        _proved(choice.number, proofs),
    ]
    return "\n".join(lines)


_SEARCHED_AS = {
    "enablement": ("activer",),
    "connecting": ("connect", "connecter"),
    "disconnecting": ("disconnect", "déconnecter"),
    "joining": ("join", "rejoindre"),
    "timeline_entry": ("timeline", "chronologie"),
}
"""Words that readers search for, in English and French, beside the name of the question."""


def table_page(question: Question[Any]) -> str:
    """Everything there is to know about a yes/no question, on one page."""
    counts = [
        sum(each.is_documented for each in question.decisions),
        sum(each.is_possible and not each.is_documented for each in question.decisions),
        sum(not each.is_possible for each in question.decisions),
    ]
    return _page(
        f"# {asked(question)}",
        f"The question `{question.name}`.",
        f"```{{index}} {', '.join(f'! {each}' for each in (question.name, *_SEARCHED_AS.get(question.name, ())))}\n```",
        f"- Yes: {markdown(question.says_yes)}.\n- No: {markdown(question.says_no)}.\n"
        f'- In French: <span lang="fr">{markdown(said(question.says_yes, "fr"))}</span>.',
        f"{len(question.decisions)} combinations: {counts[0]} documented, {counts[1]} derived, {counts[2]} cannot "
        "occur.",
        "## Facts",
        _table(
            ("fact", "when it holds (✓)", "when it does not (✗)", "cites", "who or what can change it"),
            [
                (
                    _code(each.name),
                    markdown(each.says),
                    markdown(each.otherwise),
                    ", ".join(map(cited, each.cites)),
                    each.changed_by.says,
                )
                for each in question.facts
            ],
        ),
        "## Rule",
        f"```{{code-block}} python\n{inspect.getsource(question.rule)}```",
        "## What is documented",
        "✓: the fact holds, ✗: it does not, -: either.",
        _table(
            ("row", *_names(question), "answer", "source"),
            [
                (row.label, *_letters(row.when), yes_no(row.allowed), _source(row.source or "page"))
                for row in question.documented
            ],
        ),
        *_not_columns(question),
        *_yes_means(question),
        *_impossible(question),
        "## Every combination",
        "Derived answers stand first, framed. `chatlink-policy table " + question.name + "` prints the same as text.",
        _as_html(question.combinations()),
        "## Fingerprint",
        "Name, version, facts and every answer in one line; equal fingerprints are equal behaviour.",
        f"```text\n{question.fingerprint}\n```",
    )


def _not_columns(question: Question[Any]) -> Iterator[str]:
    if question.not_columns:
        names = ", ".join(map(_code, question.not_columns))
        yield f"Not a column of the documented table: {names}. What the rows say of it was added here."


def _yes_means(question: Question[Any]) -> Iterator[str]:
    if question.yes_means:
        yield "## What a yes also says"
        yield _bullets(markdown(each.cited) for each in question.yes_means)


def _names(question: Question[Any]) -> list[str]:
    return [_code(each.name) for each in question.facts]


def _letters(when: str) -> Iterator[str]:
    return (_MARKS[each] for each in when.split())


_MARKS = {"Y": "✓", "N": "✗", "*": "-"}


def _impossible(question: Question[Any]) -> Iterator[str]:
    if question.impossible:
        yield "## What cannot occur"
        yield _table(
            ("why", *_names(question), "cites"),
            [(markdown(never.says), *_letters(never.when), never.cites) for never in question.impossible],
        )


def _as_html(block: Block) -> str:
    """A table of combinations as HTML within a page below `tables/`; MyST and others leave it as it is."""
    html = render([block], "html", link=lambda number: (found := address(number, ".html")) and f"../{found}")
    return f'<div class="chatlink">\n{html}</div>'


def reason_page(table: ReasonTable) -> str:
    """Everything there is to know about why a field is not shown, or a change not sent, on one page."""
    return _page(
        f"# {table.asks}",
        table.says,
        "## Reasons",
        "In the order in which they are decided. Each holds by itself, and every one that holds is given.",
        _table(
            ("reason", "in words", "rests on"),
            [(_code(each.value), markdown(each.says), ", ".join(map(cited, each.cites))) for each in table.reasons],
        ),
        *(
            block
            for part in table.parts
            for block in (
                f"## {part.title}",
                _bullets(f"{_code(name)}: {markdown(says)}" for name, says in part.facts.items()),
                _as_html(part.combinations),
            )
        ),
    )


def findings_page() -> str:
    """Every kind of finding: how much it weighs, what it says, what to do, what it cites."""
    return _page(
        "# Findings",
        "What `chatlink-policy check` finds in an export, kind by kind, in the order in which they are reported within "
        "a severity. In braces stand the values of a finding; what stands in brackets is left out where a value in it "
        "is missing.",
        *(_finding(each) for each in FindingCode),
    )


def _finding(code: FindingCode) -> str:
    says, todo = FINDINGS[code]
    needs = "; ".join(" or ".join(map(_code, each)) for each in code.needs)
    lines = [
        f"## {code.value}",
        "",
        f"- Severity: {code.severity.value}",
        f"- Says: {markdown(says)}",
        f"- To do: {markdown(todo)}",
    ]
    lines += [f"- Rests on: {', '.join(code.cites)}"] if code.cites else []
    lines += [f"- Needs: {needs}"] if needs else []
    return "\n".join(lines)


def reference_pages() -> dict[str, str]:
    """The public names, a page for each place to import from: a module is public when it says what it offers."""
    modules = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = _module(path, SOURCE)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        is_public = name != "" and not any(part.startswith("_") for part in name.split("."))
        if is_public and name.partition(".")[0] not in _NOT_LIBRARY and _has_public_names(tree):
            modules[name] = _first_line_of(tree)
    reading = {name: place for place, name in enumerate(_READING_ORDER)}
    order = sorted(modules, key=lambda name: (reading.get(name.partition(".")[0], len(reading)), name))
    packages = {name for name in modules if (SOURCE / Path(*name.split(".")) / "__init__.py").exists()}
    homes = {module: package for package in packages for module in _handed_on_by(package, modules)}
    offered = [name for name in order if name not in homes]
    pages = {
        f"reference/{name}.md": _reference_page(
            name, name in packages, [each for each in order if homes.get(each) == name]
        )
        for name in offered
    }
    index = _page(
        "# Reference",
        "The public names, a page for each place to import them from. What most users need stands on "
        "`chatlink_policy` itself, too. All names by letter: {ref}`genindex`; all modules: {ref}`modindex`.",
        _table(
            ("import from", "what is in it"),
            [(f"[`chatlink_policy.{name}`]({name}.md)", modules[name]) for name in offered],
        ),
        "## On `chatlink_policy` itself",
        _table(
            ("name", "page"),
            [
                (_code(name), f"[`{home}`]({home}.md)")
                for name in chatlink_policy.__all__
                if (home := _home_of(name, homes)) in offered
            ],
        ),
        "```{toctree}\n:hidden:\n\n" + "\n".join(offered) + "\n```",
    )
    return {"reference/index.md": index, **pages}


def _home_of(name: str, homes: Mapping[str, str]) -> str:
    """Where a name of the face is described."""
    module = str(getattr(getattr(chatlink_policy, name), "__module__", "")).removeprefix("chatlink_policy.")
    if name in _ASSIGNED:
        module = _ASSIGNED[name]
    return homes.get(module, module)


_ASSIGNED = {"NEW_ORGANISATION": "policy", "QUESTIONS": "rules.questions"}
"""Values on the face, which do not know their module."""


def _reference_page(name: str, is_package: bool, handed_on: Iterable[str]) -> str:
    """One place to import from: examples of its headline functions, the facts of its questions, every name."""
    module = importlib.import_module(f"chatlink_policy.{name}")
    questions = [each for each in QUESTIONS.values() if vars(module).get(each.name.upper()) is each]
    return _page(
        f"# {name}",
        f"Import from `chatlink_policy.{name}`.",
        *(_example(function) for function in EXAMPLES if function in vars(module) and function in module.__all__),
        *(_facts(question) for question in questions),
        _members(name, with_members=not is_package),
        *(f"## {each}\n\n{_members(each, with_members=True)}" for each in handed_on),
    )


def _members(name: str, *, with_members: bool) -> str:
    """What Sphinx shows of a module; what it only hands on is shown where it is defined."""
    module = importlib.import_module(f"chatlink_policy.{name}")
    elsewhere = [
        each for each in module.__all__ if getattr(vars(module)[each], "__module__", module.__name__) != module.__name__
    ]
    options = [":members:" if with_members else ":no-members:"]
    options += [f":exclude-members: {', '.join(elsewhere)}"] if with_members and elsewhere else []
    return "\n".join(
        ["```{eval-rst}", f".. automodule:: {module.__name__}", *(f"   {each}" for each in options), "```"]
    )


def _example(function: str) -> str:
    return f"## For example: `{function}`\n\n```python\n{EXAMPLES[function].strip()}\n```"


def _facts(question: Question[Any]) -> str:
    """The facts of a question as their own metadata tells them."""
    return "\n\n".join(
        [
            f"## The facts of [{question.name}](../tables/{question.name}.md)",
            _table(
                (
                    "fact",
                    "when it is true",
                    "when it is false",
                    "follows from",
                    "who can change it",
                    "the user sees it",
                ),
                [
                    (
                        _code(each.name),
                        markdown(each.says),
                        markdown(each.otherwise),
                        ", ".join(each.cites),
                        markdown(each.changed_by.says),
                        yes_no(each.seen_by_user),
                    )
                    for each in question.facts
                ],
            ),
        ]
    )


def _has_public_names(tree: ast.Module) -> bool:
    assigned = (target for each in tree.body if isinstance(each, ast.Assign) for target in each.targets)
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in assigned)


def _handed_on_by(package: str, modules: Iterable[str]) -> frozenset[str]:
    """The modules all of whose public names a package offers too."""
    offered = set(importlib.import_module(f"chatlink_policy.{package}").__all__)
    inside = (name for name in modules if name.rpartition(".")[0] == package)
    return frozenset(
        name for name in inside if offered.issuperset(importlib.import_module(f"chatlink_policy.{name}").__all__)
    )


# --- How it is tested -------------------------------------------------------------------------------------------------


def tested_page() -> str:
    """What is tested how: promises, oracles, kinds of runs; each name and number from the tests themselves."""
    sizes = [(each.name, str(1 << each.size), str(len(each.documented))) for each in QUESTIONS.values()]
    marks = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    runs = [each.partition(": ") for each in marks["tool"]["pytest"]["ini_options"]["markers"]]
    return _page(
        "# How it is tested",
        "Every combination of every question is tried against an oracle that was written from the documentation and "
        "knows nothing of the rules; what cannot be listed is drawn by hypothesis. A test's name is the sentence that "
        "it proves. [Requirements](requirements.md) leads from each number to its tests.",
        "## Every combination",
        _table(
            ("question", "combinations", "documented rows"),
            [(f"[{name}](tables/{name}.md)", *numbers) for name, *numbers in sizes],
        ),
        "## What is promised",
        "Each promise is a test of that name:",
        _bullets(_to_line(_sentence(name), Path("tests", "test_promises.py"), line) for name, line in _promises()),
        "## What the tests are independent of",
        "The tests' helpers say in their first line what they are, and most of them answer a question a second time:",
        _table(
            ("helper", "what it is"),
            [
                (f"`tests/support/{path.name}`", _prose(_first_line_of(ast.parse(path.read_text(encoding="utf-8")))))
                for path in _helpers()
            ],
        ),
        "## Mutants",
        *_mutants(),
        "## Runs",
        "`python -m pytest` runs the usual tests, `.ci/run` all of those below but the campaigns, which "
        "`.ci/campaign` runs, with `HYPOTHESIS_PROFILE=campaign`, in hours:",
        _table(
            ("mark", "what it runs"),
            [(_code(name), says.partition(";")[0]) for name, _, says in runs if "(" not in name],
        ),
        "## Fuzzing",
        "Every reader is given mutants of what it reads, under [atheris](https://github.com/google/atheris): it keeps "
        "those that reach code that none reached before. Texts are mutated by their bytes and pieces; JSON, folders of "
        "files and the arguments of the command value by value. First, each target is given what is known to break "
        "readers: deep, long, of many pieces, in other encodings. Only a documented error may come out, with its path "
        f"and on one line, within {_assigned('SECONDS', 'fuzz_targets.py')} seconds of the processor and "
        f"{_assigned('MEGABYTES', 'fuzz.py'):,} MB.",
        _table(("target", "what is read", "runs"), [*_fuzz_targets()]),
        "`python tests/fuzz/fuzz.py` runs them all, as `.ci/run` does; `--times` many times as long, as the campaign "
        "does; `--seed` with another seed. For what fails it prints the bytes and the command that repeats it.",
        "What was found, by that and by hand:",
        _bullets(
            _to_line(_sentence(name), Path("tests", "fuzz", "test_found.py"), line)
            for name, line in _tests_of(TESTS / "fuzz" / "test_found.py")
        ),
    )


def _mutants() -> Iterator[str]:
    """What `tests/mutation/run.py` counted."""
    figures = json.loads((TESTS / "mutation" / "figures.json").read_text(encoding="utf-8"))
    columns = ("mutants", "killed", "equivalent", "open")
    asked_of = ("rules", "policy.py", "models.py", "_combinations.py", "evidence")
    hours = sum(each["seconds"] for each in figures.values()) / 3600
    yield (
        "A mutant is a module with one edit: another comparison, a condition that always or never holds, a term or a "
        "statement that is dropped, a number one more or less. Each is asked of the tests in a process that has not "
        "seen the package before, since tables are made at import. Not edited are texts and what only lays them out, "
        "annotations, and the sizes of caches: `tests/mutation/mutations.py` has the rules, and the operators, of "
        "cosmic-ray and of our own. `tests/mutation/killers.toml` says which tests are asked. A mutant that none of "
        "them notices is a defect, unless `tests/mutation/equivalent.toml` says why it is no other program; what is "
        "neither is open."
    )
    yield (
        f"`python tests/mutation/run.py {' '.join(asked_of)}` asks them all, and `.ci/run` those of joining. That "
        f"took {hours:.1f} hours of one core, while the machine was busy with other work, too:"
    )
    yield _table(
        ("module", *columns, "last run"),
        [
            (
                f"`{module}`",
                *(str(each[name]) for name in columns),
                each["date"],
            )
            for module, each in sorted(figures.items())
        ]
        + [("all", *(f"{sum(each[name] for each in figures.values()):,}" for name in columns), "")],
    )
    yield from _drawn_mutants()


def _drawn_mutants() -> Iterator[str]:
    """What `tests/mutation/run.py` counted of the sample."""
    sample = json.loads((TESTS / "mutation" / "sample.json").read_text(encoding="utf-8"))
    rooms, columns = sample["rooms"], ("mutants", "killed", "equivalent", "rewritten", "open")
    total = {name: sum(each[name] for each in rooms.values()) for name in columns}
    yield (
        "Of what reads and checks what comes from outside, and of the review, a sample was drawn: "
        f"{total['mutants']} of {sample['of']:,} mutants, with the seed {sample['seed']}. What no test noticed was "
        "mended with its kind: other mutants of the same pattern, drawn or not. A line that was rewritten so that the "
        "mutant cannot be made any more is counted as such. The command draws from the code of today, so what it draws "
        f"is another sample once the code has changed. Asked on {sample['date']}, in "
        f"{sample['seconds'] / 3600:.1f} hours, on a machine that was busy with other work, by"
    )
    asked = f"{' '.join(rooms)} --sample {total['mutants']} --seed {sample['seed']}"
    yield f"```sh\npython tests/mutation/run.py {asked}\n```"
    yield _table(
        ("room", "drawn", *columns[1:]),
        [
            *((_code(room), *(str(each[name]) for name in columns)) for room, each in rooms.items()),
            ("all", *(str(total[name]) for name in columns)),
        ],
    )


def _assigned(name: str, file: str) -> int:
    """The number that a file of the fuzzing assigns to a name."""
    tree = ast.parse((TESTS / "fuzz" / file).read_text(encoding="utf-8"))
    return next(
        number
        for each in tree.body
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and each.targets[0].id == name
        for number in [ast.literal_eval(each.value)]
    )


def _fuzz_targets() -> Iterator[tuple[str, str, str]]:
    for each in ast.parse((TESTS / "fuzz" / "fuzz_targets.py").read_text(encoding="utf-8")).body:
        match each:
            case ast.FunctionDef(name=name, decorator_list=[ast.Call(args=[ast.Constant(value=int(runs)), *_])]):
                yield _code(name), _prose(_first_line_of(each)), f"{runs:,}"
            case _:
                pass


def _promises() -> Iterator[tuple[str, int]]:
    return _tests_of(TESTS / "test_promises.py")


def _tests_of(path: Path) -> Iterator[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (
        (each.name, each.lineno)
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    )


def _sentence(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def _helpers() -> list[Path]:
    return sorted((TESTS / "support").glob("*.py"))


def _first_line_of(module: ast.Module | ast.FunctionDef) -> str:
    return (ast.get_docstring(module) or "").partition("\n")[0]


# --- What the documentation does not say ------------------------------------------------------------------------------


def gaps_page() -> str:
    """The audit of the rows of every question, and where a sister source fills a gap, of the documentation's own."""
    audits = [audit(question) for question in QUESTIONS.values()]
    own = {name: audit(question, documentation_only=True) for name, question in QUESTIONS.items()}
    return _page(
        "# What the documentation does not say",
        "Each question has few enough combinations of facts that all can be tried. So it is known, and not sampled, "
        "which of them no row or sentence decides, and which other rules would satisfy the rows just as well. Sister "
        "sources fill some gaps of the documentation: what its own rows leave open by themselves is counted in a "
        "column, and audited at the end of the page. What the documentation says of its facts can be read in more than "
        "one way, too: [Choices](choices.md) tells what was chosen, and why. `chatlink-policy audit QUESTION` prints "
        "each section as text, with `--documentation-only` those at the end.",
        _table(
            (
                *("question", "rows", "combinations", "left open", "left open by the documentation alone"),
                *("contradictions", "rival rules"),
            ),
            [
                (
                    f"[{each.question.name}](#audit-of-the-table-of-{each.question.name})",
                    str(len(each.rows)),
                    str(each.question.possible.bit_count()),
                    str(len(each.gaps)),
                    str(len(own[each.question.name].gaps)),
                    str(len(each.contradictions)),
                    str(len(each.rivals)),
                )
                for each in audits
            ],
        ),
        *(render(each, "markdown", level=2).rstrip() for each in audits),
        *(render(each, "markdown", level=2).rstrip() for each in own.values() if each.left_out),
    )


# --- Writing them -----------------------------------------------------------------------------------------------------


def pages() -> dict[Path, str]:
    """Every generated page, below the documentation's folder, with its text."""
    citations, proofs = all_citations(), all_proofs()
    proved = proved_in_package(citations, proofs)
    dict.update(known_proofs(), proved)  # what is printed of a number below is of the code as it is now
    made = {
        "requirements.md": requirements_page(citations, proofs),
        "choices.md": choices_page(citations, proofs),
        "findings.md": findings_page(),
        "how-it-is-tested.md": tested_page(),
        **reference_pages(),
        "what-the-documentation-does-not-say.md": gaps_page(),
        "queries.md": f"{_HEADER}\n\n{queries_markdown()}",
        "schemas.md": schemas_page(),
        **{f"tables/{question.name}.md": table_page(question) for question in QUESTIONS.values()},
        **{f"tables/{table.name}.md": reason_page(table) for table in REASON_TABLES.values()},
    }
    return {
        **{Path(name): with_links(text, "../" * name.count("/")) for name, text in made.items()},
        Path(os.path.relpath(SOURCE / "proofs.json", DOCS)): _as_file(proved),
        **{_SCHEMAS / f"{name}.json": _as_file(json_schema(name)) for name in SCHEMAS},
        _SCHEMAS.parent / "conformance.json": conformance_page(),
        **reports(),
    }


def proved_in_package(citations: tuple[Citation, ...], proofs: tuple[Proof, ...]) -> dict[str, object]:
    """What the installed package cannot know of itself: the places of each number, and the tests that prove it."""
    return {
        number: {
            "places": _by_definition(places(number, citations)),
            "tests": _by_file(each.test for each in proofs if each.number == number),
        }
        for number in _NUMBERS
    }


def _by_definition(cited: Iterable[Citation]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for each in cited:
        found.setdefault(each.file.as_posix(), {})[each.definition] = each.begins
    return found


def _by_file(tests: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in tests:
        file, _, name = each.partition("::")
        found.setdefault(file, []).append(name)
    return found


def reports() -> dict[Path, str]:
    """The report of the example export, in each language."""
    examples = DOCS / "examples"
    change = examples / "policies" / "proposed.toml"
    found = gather(examples / "export-contoso", read_policy(change), change_source=change.name)
    return {Path("_static", f"report-{lang}.html"): page(found, lang=lang) for lang in LANGUAGES}


_SCHEMAS = Path(os.path.relpath(SOURCE / "schemas", DOCS))


def conformance_page() -> str:
    """The corpus as it is answered now; its cases are chosen by `tests/support/conformance_cases.py`."""
    sys.path.append(str(TESTS / "support"))
    cases = importlib.import_module("conformance_cases")
    return str(cases.as_text(cases.refreshed(conformance_corpus())))


def _as_file(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=True) + "\n"


# --- Schemas ----------------------------------------------------------------------------------------------------------


def schemas_page() -> str:
    """The schemas by name, and what the readers refuse and no schema does."""
    says = [(f"`{name}`", str(json_schema(name)["description"])) for name in SCHEMAS]
    own = [(f"`{kind.__name__}`", refuses) for kind in models_read() if (refuses := _also_refuses(kind))]
    return _page(
        "# JSON Schemas",
        "What is read and what is given out has a [JSON Schema](https://json-schema.org/draft/2020-12) each, made from "
        "the models and shipped in the package: `chatlink-policy schema policy`, or "
        '`chatlink_policy.serialization.schema.schema_text("policy")`.',
        _table(("schema", "of what"), says),
        "Keys may be added to what is given out, so those schemas forbid none; what is read may have no other keys.",
        "## In an editor",
        "Write the schema to a file beside yours, and name it in the first line of a TOML file, or in the settings of "
        "your editor for JSON. Editors that know the convention then complete keys and mark mistakes:",
        "```sh\nchatlink-policy schema policy > policy.schema.json\n```",
        "```toml\n#:schema ./policy.schema.json\nchat_is_on = true\n```",
        "## What only the readers refuse",
        "A schema takes everything that the readers take. The readers refuse more, each mistake with its path:",
        "\n".join(f"- {each}" for each in ONLY_READERS_REFUSE),
        "and what the checks of a model itself find, of which a schema has few:",
        _table(("model", "refused"), own),
    )


def _also_refuses(kind: type) -> str:
    """What the docstring of a model says that it refuses beyond wrong values of single fields."""
    found = re.search(r"^Raises:\n((?:    .*\n?)+)", inspect.getdoc(kind) or "", re.MULTILINE)
    says = " ".join(found[1].split()).partition(": ")[2] if found else ""
    return says.removeprefix("also ")


_SESSION = re.compile(r"(```console\n\$ (?:\.venv/bin/)?chatlink-policy ([^\n]*)\n)(.*?)(```)", re.DOTALL)


def sessions() -> dict[Path, str]:
    """Every page in which the command is run, README.md included, with what it prints now."""
    found = {}
    with TemporaryDirectory() as folder, chdir(folder):
        Path("docs").symlink_to(DOCS)
        for path in (DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))):
            text = path.read_text(encoding="utf-8")
            if _SESSION.search(text):
                found[Path(os.path.relpath(path, DOCS))] = _SESSION.sub(_printed, text)
    return found


def _printed(session: re.Match[str]) -> str:
    return f"{session[1]}{CliRunner().invoke(command, shlex.split(session[2])).output}{session[4]}"


def stale(wanted: Mapping[Path, str], docs: Path = DOCS) -> tuple[Path, ...]:
    """The pages that are missing, that say something else, or that nobody generates any more."""
    wrong = [name for name, text in wanted.items() if not _says(docs / name, text)]
    leftover = [path.relative_to(docs) for path in docs.glob("*/*.md") if path.relative_to(docs) not in wanted]
    return tuple(sorted([*wrong, *leftover]))


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def main(arguments: list[str]) -> int:
    """Write the pages, or only check them."""
    parser = argparse.ArgumentParser(description="Write the generated pages of the documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing; name stale pages and exit with 1")
    check: bool = parser.parse_args(arguments).check
    wanted = {**pages(), **sessions()}
    wrong = stale(wanted)
    for name in wrong:
        path = DOCS / name
        done = "stale" if check else "written" if name in wanted else "removed"
        print(f"{done}: {Path(os.path.normpath(Path('docs', name))).as_posix()}")
        if check:
            continue
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[name].encode())
        else:
            path.unlink()
    return 1 if check and wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
