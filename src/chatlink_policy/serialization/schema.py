"""The JSON Schemas (2020-12) of what is read and of what is given out, made from the models themselves.

What a field takes is said by its type. What it refuses beyond that its validator carries: asked about a value that no
field takes, it says what it expects, and that text is looked up here; one that is not found is an error, not a gap.

A schema takes everything that the readers take, not the reverse: what it cannot say only the readers refuse, and
`ONLY_READERS_REFUSE` and the "Raises" of each model list it. Schemas of results name every key and forbid none, since
keys may be added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum, Flag
from importlib import resources
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

import attrs

from .. import _ids
from .._arguments import checked
from .._value import Model, Shown
from .._version import SCHEMA_VERSION
from ..about import About
from ..checking.findings import Few, Finding, FindingValue
from ..dataverse.supplement import Supplement
from ..decision_log import LOG_SCHEMA, LogEntry
from ..errors import InvalidValue, shown
from ..evidence.named_facts import MOST_FACTS, ChangedBy, Fix, Reach, Reason, Statement
from ..evidence.question import Decision, Question
from ..evidence.records import RECORD_SCHEMA, DecisionRecord
from ..policy import Policy
from ..policy_tests import expect_schema
from ..rules.outcome import NotAsked, Outcome
from ..rules.questions import QUESTIONS
from ..rules.scenario import Scenario
from ..unknown import Unknown
from ._conformance_schema import conformance_schema

__all__ = ["ONLY_READERS_REFUSE", "SCHEMAS", "json_schema", "models_read", "schema_text"]

Schema = dict[str, object]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_END = r"$(?!\n)"
"""The end of a text, also where a language takes `$` for the place before a last line break, as Python does."""

_LINE = r"^[^\u0000-\u0020\u007f-\u009f]([^\u0000-\u001f\u007f-\u009f]*[^\u0000-\u0020\u007f-\u009f])?" + _END
"""A text on one line without blanks at its ends; every language of patterns reads it alike."""
_BLANK = r"^[\s\u001c-\u001f\u0085]*$"
_NAME = "[A-Za-z_][A-Za-z0-9_]*"

_FRAGMENTS: Mapping[str, Schema] = {
    "a text": {},
    "a text, a finite number, true, false, null, or a list of these": {},
    "a non-empty name without surrounding blanks or control characters": {"pattern": _LINE},
    _ids.ID: {"pattern": _LINE},
    _ids.LOGICAL_NAME: {"pattern": f"^{_NAME}{_END}"},
    _ids.FIELD_NAME: {"pattern": rf"^{_NAME}\.{_NAME}{_END}"},
    _ids.APP_NAME: {"pattern": f"^[!-~]([ -~]*[!-~])?{_END}"},
    'a set of columns, each as "table.column"': {"pattern": rf"^[^.]+\.[^.]+{_END}"},
    "a set of names": {"pattern": _LINE},
}
"""What the texts are that a field takes, by what its validator says it expects of them."""

_MANY = re.compile(r"a (?:set|list) of (?:names|ids), each (?P<each>.*)", re.DOTALL)
_NUMBER = re.compile(r"a whole number from (?P<lowest>\d+) to (?P<highest>\d+)")
_AT_MOST = re.compile(r"at most (?P<most>\d+) different attributes")

_TIME: Final[Schema] = {
    "type": "string",
    "pattern": "^[0-9]{4}.*([Zz]|[+-][0-9]{2}.*)" + _END,
    "examples": ["2025-02-03T09:14:22+00:00"],
}

ONLY_READERS_REFUSE: tuple[str, ...] = (
    "a number with a point that is a whole number, such as 7.0, where a whole number is expected",
    "one id, name or member of a set twice in two spellings",
    "invisible characters within an id or a name, other than control characters, and blanks other than the usual one",
    "a text that has the form of a time, and is none, such as the 30th of February",
    "values nested deeper, texts longer and numbers larger than the limits of the readers",
    "one thing twice in a list where its name is to be unique",
)
"""What the readers refuse in any model, and no schema does."""


def _described(kind: type) -> tuple[str, dict[str, str]]:
    """What the docstring of a class says of the class, and of each of its fields."""
    text = cleandoc(kind.__doc__ or "")
    says = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    section = re.search(r"^(?:Args|Attributes):\n((?:    .*\n?|\n)*)", text, re.MULTILINE)
    lines = re.findall(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", section[1] if section else "", re.MULTILINE)
    return says, {name: " ".join(described.split()) for name, described in lines}


class _Schemas:
    """The definitions of one schema, each made when it is first referred to."""

    def __init__(self, *, are_read: bool) -> None:
        self.definitions: dict[str, Schema] = {}
        self.are_read = are_read
        self.models: set[type[Model]] = set()

    def _refer(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {}  # a definition may refer to itself
            self.definitions[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def of(self, kind: Any, narrowed: Schema | None = None) -> Schema:  # noqa: ANN401  # a type from an annotation
        """The schema of a type; `narrowed` is what else holds of its texts and numbers."""
        also = narrowed or {}
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            return self._either(arguments, also)
        if origin in (tuple, list, frozenset):
            items = {key: each for key, each in also.items() if key != "maxItems"}
            many = {"uniqueItems": True} if origin is frozenset or "maxItems" in also else {}
            most = {"maxItems": also["maxItems"]} if "maxItems" in also else {}
            return {"type": "array", "items": self.of(arguments[0], items), **many, **most}
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if kind is object:
            return {}
        if kind in _PLAIN:
            return {"type": _PLAIN[kind], **also}
        return self._of_class(kind)

    def _of_class(self, kind: Any) -> Schema:  # noqa: ANN401  # a type from an annotation
        if kind is datetime:
            return dict(_TIME)
        if kind is Unknown:
            return {"const": "unknown"}
        if kind is Few:
            return self._refer("Few", lambda: self.object({"total": int, "first": tuple[str | int, ...]}))
        if issubclass(kind, Flag):
            return {"type": "array", "items": {"enum": [str(each.name).lower() for each in kind]}}
        if issubclass(kind, Enum):
            return self._refer(kind.__name__, lambda: {"enum": [each.value for each in kind]})
        if issubclass(kind, Model):
            return self._refer(kind.__name__, lambda: self.model(kind) if self.are_read else self.result(kind))
        raise InvalidValue("kind", "a type that has a schema", shown(kind))

    def _either(self, kinds: Iterable[Any], also: Schema) -> Schema:
        if {bool, float} <= {*kinds}:  # the value of an attribute
            return self._refer("Value", self._value)
        found = [self.of(each, {} if each is NoneType else also) for each in kinds]
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _value(self) -> Schema:
        plain = {"type": ["null", "boolean", "number", "string"]}
        return {"anyOf": [plain, {"type": "array", "items": {"$ref": "#/$defs/Value"}}]}

    def object(self, properties: Mapping[str, Any], order: Iterable[str] | None = None) -> Schema:
        """An object that has those keys, of those types or schemas; a schema of a result forbids no others."""
        given = {name: properties[name] for name in order or properties}
        of = {name: each if isinstance(each, dict) else self.of(each) for name, each in given.items()}
        return {"type": "object", "properties": of, "required": [*of]}

    # What is read

    def model(self, kind: type[Model]) -> Schema:
        """The schema of a model as the readers take it."""
        self.models.add(kind)
        says, described = _described(kind)
        hints = get_type_hints(kind)
        fields = [each for each in attrs.fields(cast("Any", kind)) if each.init]
        properties: dict[str, object] = {}
        for each in fields:
            found = self.of(hints[each.name], _narrowed(each))
            if isinstance(each.default, (bool, int, str)) or type(each.default) is Unknown:
                found = {**found, "default": "unknown" if isinstance(each.default, Unknown) else each.default}
            if each.name in described:
                found = {"description": described[each.name], **found}
            properties[each.name] = found
        required = [each.name for each in fields if each.default is attrs.NOTHING]
        return {
            "description": says,
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    # What is given out

    def result(self, kind: type[Model]) -> Schema:
        """The schema of a result's plain data."""
        says, described = _described(kind)
        own = _OF_ITS_OWN.get(kind)
        found = own(self) if own else self.object(_types_of(kind, *_keys(kind)))
        properties = cast("dict[str, Schema]", found["properties"])
        for name, schema in properties.items():
            if name in described and "description" not in schema:
                properties[name] = {"description": described[name], **schema}
        return {"description": says, **found}

    def decision(self) -> Schema:
        """What a decision says, of whatever question."""
        changed = self.object({"fact": str, "becomes": bool, "changed_by": ChangedBy})
        return self.object(
            {
                "question": str,
                "fingerprint": str,
                "restated": tuple[str, ...],
                "allowed": bool,
                "facts": dict[str, bool],
                "reasons": tuple[str, ...],
                "because": tuple[Reason, ...],
                "missing": tuple[str, ...],
                "fixes": {"type": "array", "items": {"type": "array", "items": changed}},
                "would_be_allowed_if": tuple[Fix, ...],
                "documented_by": tuple[str, ...],
                "sources": dict[str, str],
                "citations": tuple[str, ...],
                "statements": tuple[Statement, ...],
                "explanation": str,
            }
        )

    def condition(self) -> Schema:
        """What a reason or another condition says."""
        return self.object({"code": str, "says": str, "facts": dict[str, bool]})

    def fix(self) -> Schema:
        """What a fix says: a condition, who or what can bring it about, and what that also touches."""
        condition = cast("dict[str, Any]", self.condition()["properties"])
        return self.object({**condition, "changed_by": tuple[ChangedBy, ...], "reaches": Reach})

    def decision_of(self, question: Question[Any]) -> Schema:
        """The decision of one question: its very facts."""
        decision = self.of(Decision)
        facts = self.object({each.name: bool for each in question.facts})
        own = {"question": {"const": question.name}, "facts": {**facts, "additionalProperties": False}}
        return {"allOf": [decision, {"properties": own}]}

    def outcome(self) -> Schema:
        """What an outcome says of one case."""
        answers = {
            name: self.object({"decision": self.decision_of(each), "can_act": bool | None})
            for name, each in QUESTIONS.items()
        }
        own: dict[str, Any] = {
            "answers": {"type": "object", "properties": answers, "additionalProperties": False},
            "missing_pane_permissions": tuple[str, ...] | None,
            "can_join_from_timeline": bool | None,
            "not_asked": {
                "type": "object",
                "additionalProperties": self.object(_types_of(NotAsked, "lacks", "because", "says")),
            },
        }
        names = (
            *("answers", "missing_pane_permissions", "record_opens", "can_join_from_timeline"),
            *("timeline_entry_shows", "context_card", "notifications", "statements", "not_asked"),
        )
        return self.object({**_types_of(Outcome, *(each for each in names if each not in own)), **own}, names)

    def about(self) -> Schema:
        """What an output of the command is about."""
        documentation = self.object(dict.fromkeys(("title", "address", "language", "sha256"), str))
        names = {"subjects": dict[str, str], "files": tuple[str, ...], "passed_over": tuple[str, ...]}
        return self.object({**names, "version": str, "documentation": documentation})

    def finding(self) -> Schema:
        """What a finding says; the values that its code needs are texts, numbers, truths and lists."""
        own = {"values": {"type": "object", "additionalProperties": self.of(FindingValue)}}
        return self.object({**_types_of(Finding, *_keys(Finding)), **own})


_PLAIN: Mapping[Any, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    None: "null",
    NoneType: "null",
}

_OF_ITS_OWN: Mapping[type, Callable[[_Schemas], Schema]] = {
    Decision: _Schemas.decision,
    Reason: _Schemas.condition,
    Fix: _Schemas.fix,
    Outcome: _Schemas.outcome,
    About: _Schemas.about,
    Finding: _Schemas.finding,
}
"""The results that write their plain data themselves."""


def _keys(kind: type[Model]) -> tuple[str, ...]:
    named = kind.IN_PLAIN_DATA if issubclass(kind, Shown) else ()
    return named or tuple(each.name for each in attrs.fields(cast("Any", kind)))


def _types_of(kind: type, *names: str) -> dict[str, Any]:
    return {name: _type_of(kind, name) for name in names}


def _type_of(kind: type, name: str) -> Any:  # noqa: ANN401  # a type from an annotation
    """The type of an attribute of a result: a field's, or what a property returns."""
    found = getattr(kind, name, None)
    if isinstance(found, property):
        return get_type_hints(found.fget)["return"]
    return get_type_hints(kind)[name]


def _narrowed(attribute: attrs.Attribute[Any]) -> Schema:
    """What a field takes of the values of its type."""
    expected = {_expected(attribute, each) for each in _NOT_TAKEN} - {""}
    found: Schema = {}
    known = False
    for each in expected:
        number, most, many = _NUMBER.fullmatch(each), _AT_MOST.match(each), _MANY.fullmatch(each)
        fragment = _FRAGMENTS.get(many["each"] if many else each)
        known = known or fragment is not None
        found.update(fragment or {})
        if number:
            found.update(minimum=int(number["lowest"]), maximum=int(number["highest"]))
        if most:
            found.update(maxItems=int(most["most"]))
    if not known and _has_texts(attribute.type):
        raise InvalidValue(attribute.name, "a field whose texts have a schema", ", ".join(sorted(expected)))
    if "pattern" in found and _expected(attribute, "") == "":  # an empty text is a value that is missing
        found["pattern"] = f"{found['pattern']}|{_BLANK}"
    return found


def _has_texts(kind: object) -> bool:
    return re.search(r"\bstr\b", str(kind)) is not None


class _Nothing:
    """A value that no field takes."""


_NOT_TAKEN: tuple[object, ...] = (_Nothing(), ("a", "a"))
"""What no field takes, and a list of names that says one twice."""


def _expected(attribute: attrs.Attribute[Any], value: object) -> str:
    """What a field says it expects where it is given that value; nothing where it takes it."""
    try:
        found = attribute.converter(value) if callable(attribute.converter) else value
        if attribute.validator is not None:
            attribute.validator(cast("Any", None), attribute, cast("Any", found))
    except InvalidValue as error:
        return error.expected
    return ""


# --- The schemas by name ----------------------------------------------------------------------------------------------


def _read(kind: type[Model]) -> Schema:
    schemas = _Schemas(are_read=True)
    return {**schemas.model(kind), "$defs": schemas.definitions}


def _given_out(says: str | None, make: Callable[[_Schemas], Schema]) -> Schema:
    schemas = _Schemas(are_read=False)
    found = make(schemas)
    properties = {"schema_version": {"const": SCHEMA_VERSION}, **cast("Schema", found["properties"])}
    required = ["schema_version", *cast("list[str]", found["required"])]
    described = {"description": says} if says else {}
    return {**found, **described, "properties": properties, "required": required, "$defs": schemas.definitions}


def _closed(says: str, of: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    properties = dict(of)
    return {
        "description": says,
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }


def _decision_record() -> Schema:
    says, described = _described(DecisionRecord)
    of: dict[str, Schema] = {
        "schema": {"const": RECORD_SCHEMA},
        "facts": {"type": "object", "maxProperties": MOST_FACTS, "additionalProperties": {"type": "boolean"}},
        "answer": {"description": described["answer"], "type": "boolean"},
        "fingerprint": {"description": described["fingerprint"], "type": "string"},
    }
    return _closed(says, of, ("facts", "answer", "fingerprint"))


def _log_entry() -> Schema:
    says, described = _described(LogEntry)
    types: dict[str, Schema] = {
        "time": dict(_TIME),
        "request_id": {"type": "string"},
        "subject": {"type": "string"},
        "inputs": {"type": "object", "additionalProperties": True},
        "decision": {"$ref": "#/$defs/DecisionRecord"},
    }
    of = {name: {"description": described[name], **each} for name, each in types.items()}
    found = _closed(says, {"schema": {"const": LOG_SCHEMA}, **of}, ("schema", "decision"))
    return {**found, "$defs": {"DecisionRecord": _decision_record()}}


def _request() -> Schema:
    return _without_policy("A scenario without its policy, to which a service adds its own.", {}, [])


def _policy_test() -> Schema:
    policy = cast("Schema", _read(Scenario)["properties"])["policy"]
    own: Schema = {"policy": policy, "expect": expect_schema()}
    return _without_policy(
        "A scenario with the answers that it should get; its policy may be given beside it.", own, ["expect"]
    )


def _without_policy(says: str, own: Schema, required: list[str]) -> Schema:
    found = _read(Scenario)
    of = {name: each for name, each in cast("Schema", found["properties"]).items() if name != "policy"}
    return {**found, "description": says, "properties": {**of, **own}, "required": required}


_CHECK = "What `chatlink-policy check --format json` prints."

_MADE: Mapping[str, Callable[[], Schema]] = {
    "policy": lambda: _read(Policy),
    "scenario": lambda: _read(Scenario),
    "request": _request,
    "policy-test": _policy_test,
    "supplement": lambda: _read(Supplement),
    "outcome": lambda: _given_out(None, lambda made: made.result(Outcome)),
    "decision": lambda: _given_out(None, lambda made: made.result(Decision)),
    "decision-record": _decision_record,
    "log-entry": _log_entry,
    "conformance": conformance_schema,
    "check": lambda: _given_out(_CHECK, lambda made: made.object({"about": About, "findings": tuple[Finding, ...]})),
}

SCHEMAS: tuple[str, ...] = tuple(_MADE)
"""The names of the schemas."""


@checked
def json_schema(name: str) -> Mapping[str, object]:
    """The schema of that name, made from the models; its file in the package says the same.

    Raises:
        InvalidValue: when there is none of that name.
    """
    if name not in _MADE:
        raise InvalidValue("name", f"one of {', '.join(SCHEMAS)}", shown(name))
    found = _MADE[name]()
    definitions = cast("Mapping[str, Schema]", found.pop("$defs", {}))
    sorted_ones = {"$defs": {each: definitions[each] for each in sorted(definitions)}} if definitions else {}
    identified = {"$schema": _DIALECT, "$id": f"urn:chatlink-policy:schema:{SCHEMA_VERSION}:{name}", "title": name}
    return {**identified, **found, **sorted_ones}


def models_read() -> tuple[type[Model], ...]:
    """The models of all files that are read, by name."""
    schemas = _Schemas(are_read=True)
    for kind in (Policy, Scenario, Supplement):
        schemas.model(kind)
    return tuple(sorted(schemas.models, key=lambda kind: kind.__name__))


@checked
def schema_text(name: str) -> str:
    """The schema of that name as JSON, as the package ships it.

    Raises:
        InvalidValue: when there is none of that name.
    """
    if name not in _MADE:
        raise InvalidValue("name", f"one of {', '.join(SCHEMAS)}", shown(name))
    return resources.files("chatlink_policy").joinpath("schemas", f"{name}.json").read_text("utf-8")
