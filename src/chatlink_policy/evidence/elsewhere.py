"""The rule of a question in another language, facts in and answer out, with its own complete test beside it.

How users, chats, records and settings become facts is not exported: that is decided by this library alone. What is
exported is the rule over the facts, written from the fewest reasons of its yes.

It fails closed. Each reason asks for every fact of the question: for those it rests on to be as it says, and for all
others to be true or false. A reason that is satisfied whatever a missing fact may be is not enough: whoever leaves a
fact out, sends null or "false" as a text does not know what they ask, and is denied. In Rego that must be written out,
since `not input.x` holds too where `x` is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any, Literal, get_args

from attrs import field

from .._validation import text
from .._value import Shown, frozen
from ..errors import InvalidValue, shown
from .boolean import Cube, bits, fewest_cubes
from .question import Question

__all__ = ["ExportedRule", "Language", "export_rule"]

Language = Literal["cedar", "rego"]
"""The languages a rule is exported in: Cedar policies, and Rego of the Open Policy Agent (1.0)."""


@frozen
class ExportedRule(Shown):
    """The rule of a question in another language, and its test.

    Attributes:
        question: the name of the question.
        language: the language.
        fingerprint: the fingerprint of the question it was written from.
        rule: the rule. Cedar: a policy for the action with the name of the question, the facts in the context. Rego:
            `allow` in the package `chatlink_policy.` and that name, the facts in the input.
        test: every combination of the facts, every subset of them missing, and every yes with one fact that is no
            truth. Cedar: for `cedar run-tests`. Rego: for `opa test`.
        is_fewest: whether it is proved that no fewer reasons say the same.
    """

    question: str = field(validator=text)
    language: Language
    fingerprint: str = field(validator=text)
    rule: str = field(validator=text, repr=False)
    test: str = field(validator=text, repr=False)
    is_fewest: bool


def export_rule(question: Question[Any], language: Language) -> ExportedRule:
    """Write the rule of a question, a user's own too, in another language.

    Raises:
        InvalidValue: for what is no question, and for another language.
        InvalidQuestion: when the question's rule returns something else than true or false.
    """
    if not isinstance(question, Question):
        raise InvalidValue("question", "a Question", shown(question))
    if language not in get_args(Language):
        raise InvalidValue("language", f"one of {', '.join(get_args(Language))}", shown(language))
    cover = fewest_cubes(question.size, question.results, question.results)
    write_rule, write_test = _WRITERS[language]
    rule, test = write_rule(question, cover.cubes), write_test(question)
    return ExportedRule(question.name, language, question.fingerprint, rule, test, cover.is_fewest)


# --- What both languages say ------------------------------------------------------------------------------------------


def _comment(mark: str, said: str) -> str:
    """A comment of one line, whatever the text of a question holds."""
    return f"{mark} {''.join(each if each.isprintable() else ' ' for each in said)}".rstrip()


def _heading(question: Question[Any], mark: str) -> str:
    """What the rule is, what it follows from, and what each of its facts means."""
    rows = "; ".join(f"{each.cited}: {'yes' if each.allowed else 'no'}" for each in question.documented)
    lines = [
        f"{question.name}: {question.says_yes}",
        f"fingerprint: {question.fingerprint}",
        f"documented: {rows or 'no'}",
        f"derived where no row decides: {', '.join(question.derived_from) or 'from the rule alone'}",
        "",
        "Facts, each true or false; where one is missing, null or anything else, the answer is no:",
        *(f"  {each.name}: {each.says} ({', '.join(each.cites)})" for each in question.facts),
        "",
        "Whether a fact is true is not decided here: chatlink-policy makes facts of users, chats and records.",
    ]
    return "\n".join(_comment(mark, each) for each in lines)


def _fixed(question: Question[Any], cube: Cube) -> list[bool | None]:
    """What a reason says of each fact, in their order: true, false, or nothing."""
    return [bool(cube.value & bit) if cube.mask & bit else None for bit in bits(question.size)]


def _reference(base: str, name: str, keywords: frozenset[str]) -> str:
    """A fact of the input, by its name: in brackets where the language takes no such name after a dot."""
    return f"{base}.{name}" if name.isascii() and name not in keywords else f'{base}["{name}"]'


_json = partial(json.dumps, ensure_ascii=False)


def _cases(question: Question[Any], *more: object) -> Iterator[tuple[str, dict[str, object], bool]]:
    """Name, input and answer: every combination, every subset missing, and each yes with one fact that is no truth."""
    names = [each.name for each in question.facts]
    for given in product((False, True, None), repeat=question.size):
        truths = {name: truth for name, truth in zip(names, given, strict=True) if truth is not None}
        combination = sum(bit for bit, truth in zip(bits(question.size), given, strict=True) if truth)
        is_yes = None not in given and bool(question.results >> combination & 1)
        letters = " ".join("-" if truth is None else "NY"[truth] for truth in given)
        yield letters, {**truths}, is_yes
        for name, truth in truths.items() if is_yes else ():
            for other in (str(truth).lower(), int(truth), *more):
                yield f"{letters}, {name}: {_json(other)}", {**truths, name: other}, False


# --- Cedar ------------------------------------------------------------------------------------------------------------


_CEDAR_ESCAPES = {"\0": r"\0", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\", '"': r"\"", "'": r"\'"}


def _quoted(said: str) -> str:
    """A text as Cedar writes it: in a request it takes no other spelling."""
    escaped = (_CEDAR_ESCAPES.get(each) or (each if each.isprintable() else f"\\u{{{ord(each):x}}}") for each in said)
    return f'"{"".join(escaped)}"'


_CEDAR_KEYWORDS = frozenset({"true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"})


def _cedar(question: Question[Any], cubes: Iterable[Cube]) -> str:
    facts = [_reference("context", each.name, _CEDAR_KEYWORDS) for each in question.facts]
    known = " &&\n".join(
        f"  context has {_quoted(each.name)} && [true, false].contains({fact})"
        for each, fact in zip(question.facts, facts, strict=True)
    )
    written = []
    for cube in cubes:
        pairs = zip(facts, _fixed(question, cube), strict=True)
        conditions = [fact if truth else f"!{fact}" for fact, truth in pairs if truth is not None] or ["true"]
        written.append(f"  {_comment('//', question.condition(cube).says)}\n  ({' && '.join(conditions)})")
    reasons = " ||\n".join(written) or "  false"
    return f"""\
{_heading(question, "//")}
@id({_quoted(question.name)})
permit (principal, action == Action::{_quoted(question.name)}, resource)
when {{
  // every fact is there, and is true or false
{known}
}}
when {{
{reasons}
}};
"""


def _cedar_test(question: Question[Any]) -> str:
    """One request a line; null is not among them, since Cedar reads no request that has one."""
    who = {"principal": 'User::"anyone"', "action": f"Action::{_quoted(question.name)}", "resource": 'Chat::"any"'}
    cases: list[dict[str, object]] = [
        {"name": f"{question.name}: {name}", "request": who | {"context": facts}, "entities": []}
        | {"decision": "allow" if allowed else "deny", "reason": [], "num_errors": 0}
        for name, facts, allowed in _cases(question)
    ]
    return "[\n" + ",\n".join(map(_json, cases)) + "\n]\n"


# --- Rego -------------------------------------------------------------------------------------------------------------

_REGO_KEYWORDS = frozenset(
    {"as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input"}
)
_REGO_KEYWORDS |= {"not", "null", "package", "some", "true", "with"}


def _package(question: Question[Any]) -> str:
    """The name of the question as a package takes it."""
    name = re.sub(r"\W", "_", question.name, flags=re.ASCII)
    return f"question_{name}" if name in _REGO_KEYWORDS or not name or name[0].isdigit() else name


def _rego(question: Question[Any], cubes: Iterable[Cube]) -> str:
    facts = [_reference("input", each.name, _REGO_KEYWORDS) for each in question.facts]
    lines = [_heading(question, "#"), f"package chatlink_policy.{_package(question)}", ""]
    lines += ["import rego.v1", "", "default allow := false"]
    for cube in cubes:
        pairs = list(zip(facts, _fixed(question, cube), strict=True))
        lines += ["", _comment("#", question.condition(cube).says), "allow if {"]
        lines += [f"\t{fact} == {'true' if truth else 'false'}" for fact, truth in pairs if truth is not None]
        if free := [f"\t{fact} == [true, false][_]" for fact, truth in pairs if truth is None]:
            lines += ["", "\t# whatever these are, they are known", *free]
        lines.append("}")
    return "\n".join([*lines, ""])


def _rego_test(question: Question[Any]) -> str:
    no_objects = [("no object", each, False) for each in (None, True, "yes")]
    lines = "\n".join(
        f"\t{_json({'name': name, 'allowed': allowed, 'input': given})},"
        for name, given, allowed in (*_cases(question, None), *no_objects)
    )
    return f"""\
{_comment("#", f"{question.name}: every combination, every subset of facts missing, and facts that are no truths")}
{_comment("#", f"fingerprint: {question.fingerprint}")}
package chatlink_policy.{_package(question)}_test

import rego.v1

cases := [
{lines}
]

test_every_case_has_its_answer if {{
	every case in cases {{
		data.chatlink_policy.{_package(question)}.allow == case.allowed with input as case.input
	}}
}}
"""


_WRITERS: Mapping[Language, tuple[Callable[[Question[Any], Iterable[Cube]], str], Callable[[Question[Any]], str]]] = {
    "cedar": (_cedar, _cedar_test),
    "rego": (_rego, _rego_test),
}
"""What writes a rule in each language, and its test."""
