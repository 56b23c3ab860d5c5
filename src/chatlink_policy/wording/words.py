"""Texts that know what they say, so that they can be said in another language when they are shown.

`Words` are an English text with its key and the values in it. Whoever shows a text asks `said` for it in a language; a
text that is not `Words`, such as a name, is the same in all of them. The tables of a language are loaded when the first
text of it is asked for: `wording/<kind>.py` in English, `wording/french/<kind>.py` with the same keys in French.

One template language for all of them: `{name}` is a value, `{name;}` a list separated by semicolons, `{name,}` a
number with separators, `{name^}` a value with a capital first letter, `{name.}` a value without the full stop at its
end, `{name:one|many}` a number with its word or a truth as one of two words, `{name~:one|many}` the word of a number
without it, `{so|not so}` one of two words by the value `truth`, and `[...]` is left out where a value in it is
missing. Nothing in a value is read as part of the template.

French sets its marks after a blank, at which no line may end: it is a no-break one in what is `typeset` for a page of
HTML, and an ordinary one in the tables, in what is `said`, and so in plain text and Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from ..errors import InvalidValue, shown

__all__ = ["LANGUAGES", "English", "Few", "Words", "Written", "joined", "reason", "reason_of", "said", "say", "spoken"]

LANGUAGES = ("en", "fr")
"""The languages in which texts can be said; the first is the one that they are written in."""

NO_BREAK = "\N{NO-BREAK SPACE}"
_BESIDE_A_MARK = re.compile(r" (?=[:;?!»])|(?<=«) ")
"""The blanks of French at which a line must not end."""


class Few(NamedTuple):
    """Many things: how many there are, and the first few of them."""

    total: int
    first: tuple[str | int, ...]


class Words(str):
    """An English text that can be said in another language.

    Attributes:
        key: its code in the tables of the languages.
        values: the values in it, by name; texts among them may be `Words` themselves.
    """

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, object]

    def __new__(cls, text: str, key: str, values: Mapping[str, object] = MappingProxyType({})) -> Words:
        """The English text of that key, as its writer has it."""
        made = str.__new__(cls, text)
        made.key, made.values = key, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Words, (str(self), self.key, *([dict(self.values)] if self.values else []))


class Written(Words):
    """The text of a key as it is written, with its places: what is said of a kind of thing, and not of one of them."""

    __slots__ = ()

    def __new__(cls, key: str) -> Written:  # no class is below it
        """The English text of that key."""
        return cast("Written", Words.__new__(cls, _template(key, "en"), key))

    def __reduce__(self) -> tuple[Any, ...]:
        return Written, (self.key,)


class English(str):
    """A text that stays English in every language, such as the words of an error; pages mark it as such."""

    __slots__ = ()


def say(key: str, /, **values: object) -> Words:
    """The English text of that key, with its values in their places."""
    if not isinstance(key, str):
        raise InvalidValue("key", "the key of a text", shown(key))
    return Words("".join(each for each, _ in _filled(_template(key, "en"), values, "en")), key, values)


def joined(texts: Iterable[str], key: str = "comma") -> Words:
    """Texts in one, with the separator of that key between them: `comma`, `semicolon`, `and` ..."""
    given = tuple(texts) if isinstance(texts, Iterable) else None
    if given is None or not all(isinstance(each, str) for each in (key, *given)):
        raise InvalidValue("texts", "texts, and the key of a separator", shown(texts))
    return Words(_template(f"separator.{key}", "en").join(given), f"separator.{key}", {"texts": given})


def said(text: str, lang: str) -> str:
    """A text in a language; one that is not `Words`, or that the language does not have, as it is."""
    if not isinstance(text, str) or lang not in LANGUAGES:
        raise InvalidValue("text, lang", f"a text, and {' or '.join(LANGUAGES)}", f"{shown(text)}, {shown(lang)}")
    return text if lang == "en" else typeset(text, lang).replace(NO_BREAK, " ")


def typeset(text: str, lang: str) -> str:
    """The same for a page of HTML: with no-break blanks where its language has them."""
    return "".join(each for each, _ in spoken(text, lang))


def spoken(text: str, lang: str) -> list[tuple[str, str]]:
    """The same in pieces, each with its language: what stays English says so."""
    if lang == "en" or isinstance(text, English):
        return [(text, "en")]
    if not isinstance(text, Words):
        return [(text, lang)]
    if (template := _template(text.key, lang, "")) == "":
        return [(text, "en" if isinstance(text, Reason) else lang)]
    if isinstance(text, Written):
        return [(template, lang)]
    if text.key.startswith("separator."):
        return list(_between(text.values["texts"], template, lang))  # type: ignore[arg-type]  # as `joined` has it
    return list(_filled(template, text.values, lang))


def has_code(text: str) -> bool:
    """Whether a text marks names as code; a mark within a value is none."""
    return "`" in text and _is_ours(text)


def _is_ours(value: object) -> bool:
    """Whether every mark of code in a value is of a template."""
    if isinstance(value, Words) and not isinstance(value, Reason):
        return all(map(_is_ours, value.values.values()))
    return all(map(_is_ours, value)) if isinstance(value, tuple) else "`" not in str(value)


_FIGURE = re.compile(r"(?<![\w-])\d+(?![\w-])|'[^']*'")


class Reason(Words):
    """A text of an error: said where a language has it, whatever figures and quoted names are in it, else English."""

    __slots__ = ()

    def __new__(cls, text: str) -> Reason:  # no class is below it
        """That English text, as an error has it."""
        values = {f"{at}": each for at, each in enumerate(_FIGURE.findall(text))}
        places = iter(values)
        key = _FIGURE.sub(lambda _: f"{{{next(places)}}}", text)
        return cast("Reason", Words.__new__(cls, text, f"error.{key}", values))

    def __reduce__(self) -> tuple[Any, ...]:
        return Reason, (str(self),)


def reason(because: str) -> str:
    """Why something is so: in words where it or a language has them, else in English."""
    return because if isinstance(because, (Words, English)) else Reason(str(because))


def reason_of(error: Exception) -> str:
    """What an error says: in words where it has them, else in English."""
    if not isinstance(error, Exception):
        raise InvalidValue("error", "an error", shown(error))
    says = error.args[0] if error.args else ""
    return says if isinstance(says, Words) else Reason(str(error))


# --- Templates --------------------------------------------------------------------------------------------------------

_SECTION = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(
    r"\{(?:(?P<name>\w+)(?P<how>[;,^.~]?)(?::(?P<one>[^{}|]*)\|(?P<many>[^{}|]*))?|(?P<so>[^{}|]*)\|(?P<not_so>[^{}|]*))\}"
)


def needed(template: str) -> frozenset[str]:
    """The values that a template cannot do without."""
    return frozenset(each["name"] for each in _PLACE.finditer(_SECTION.sub("", template)) if each["name"])


@lru_cache(maxsize=4096)
def _sections(template: str) -> tuple[tuple[tuple[str | re.Match[str], ...], frozenset[str]], ...]:
    """The pieces of a template, texts and places, in sections; each with the values without which it is left out."""
    found = []
    for position, section in enumerate(_SECTION.split(template)):  # every second one may be left out
        pieces: list[str | re.Match[str]] = []
        end = 0
        for place in _PLACE.finditer(section):
            pieces += [section[end : place.start()], place]
            end = place.end()
        names = frozenset(each["name"] for each in pieces if not isinstance(each, str) and each["name"])
        found.append(((*pieces, section[end:]), names if position % 2 else frozenset()))
    return tuple(found)


def _filled(template: str, values: Mapping[str, object], lang: str) -> Iterator[tuple[str, str]]:
    for pieces, names in _sections(template):
        if names.issubset(values):
            for each in pieces:
                if isinstance(each, str):
                    if each:
                        yield each, lang
                else:
                    yield from _place(each, values, lang)


def _place(place: re.Match[str], values: Mapping[str, object], lang: str) -> Iterable[tuple[str, str]]:
    if place["name"] is None:
        return [(place["so"] if values["truth"] else place["not_so"], lang)]
    value = values[place["name"]]
    if place["one"] is None:
        return _value(value, place["how"], lang)
    if isinstance(value, bool):
        return [(place["one"] if value else place["many"], lang)]
    number = value.total if isinstance(value, Few) else value
    is_one = number == 1 or (lang == "fr" and number == 0)
    word = place["one" if is_one else "many"]
    return [(word if place["how"] == "~" else f"{_number(number, place['how'], lang)} {word}", lang)]


def _number(number: object, how: str, lang: str) -> str:
    if how != ",":
        return str(number)
    return f"{number:,}" if lang == "en" else f"{number:,}".replace(",", NO_BREAK)


def _value(value: object, how: str, lang: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, Few):
        named = list(_value(tuple(value.first), how, lang))
        more = value.total - len(value.first)
        return [*named, (" ", lang), *spoken(say("value.more", more=more), lang)] if more else named
    if isinstance(value, tuple):
        separator = _template("separator.semicolon" if how == ";" else "separator.comma", lang)
        return _between(dict.fromkeys(map(_text, value)), separator, lang)
    if how == "," and isinstance(value, int):
        return [(_number(value, how, lang), lang)]
    pieces = spoken(_text(value), lang)
    if how == "^":
        first, its = pieces[0]
        return [(first[:1].upper() + first[1:], its), *pieces[1:]]
    if how == ".":
        last, its = pieces[-1]
        return [*pieces[:-1], (last.removesuffix("."), its)]
    return pieces


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _between(texts: Iterable[str], separator: str, lang: str) -> Iterator[tuple[str, str]]:
    for position, each in enumerate(texts):
        if position:
            yield separator, lang
        yield from spoken(each, lang)


# --- Tables -----------------------------------------------------------------------------------------------------------

_KINDS: Mapping[str, Mapping[str, str]] = {
    "headings": {"HEADINGS": "", "SEPARATORS": "separator"},
    "findings": {"FINDINGS": "finding", "LOOKS_FOR": "looks_for", "WORDS": "word"},
    "grounds": {"GROUNDS": "ground", "PARTS": "part", "LABELS": "label"},
    "reasons": {"REASONS": "reason"},
    "reason_tables": {"REASON_TABLES": "reason_table"},
    "unknowns": {"UNKNOWNS": "unknown"},
    "report": {"REPORT": "report"},
    "review": {"REVIEW": "review"},
    "rule": {"RULE": "rule"},
    "evidence": {"EVIDENCE": "evidence"},
    "compare": {"COMPARE": "compare", "READINGS": "reading"},
    "comparison": {"COMPARISON": "comparison"},
    "runs": {"REPLAY": "replay", "TESTS": "policy_test"},
    "pictures": {"PICTURES": "picture"},
    "errors": {"ERRORS": "error"},
    "requirements": {"REQUIREMENTS": "requirement"},
    "choices": {"CHOICES": "choice"},
    "facts": {
        "FACTS": "fact",
        "ANSWERS": "question",
        "STATEMENTS": "statement",
        "CHANGED_BY": "ChangedBy",
        "REACHES": "Reach",
        "LOST": "lost",
        "NEVER": "never",
        "ANSWERED": "answered",
        "PANE_TABLES": "pane_table",
        "ROWS": "row",
        "SOURCES": "source",
        "HOLDS": "holds",
    },
}
"""The kinds of texts: the module of each, and of each of its tables how the keys of its texts begin."""

_KIND_OF = {f"{prefix}.": kind for kind, tables in _KINDS.items() for prefix in tables.values() if prefix}

BESIDE_THEIR_CODE = frozenset({"facts", "errors"})
"""Kinds whose English stands in the code: with the facts of a question, what a yes and a no mean, with errors."""


def table(lang: str) -> Mapping[str, str]:
    """Every text of a language by its key; English has none here of the kinds that stand beside their code."""
    return {key: text for kind in _KINDS for key, text in _texts(kind, lang).items()}


@lru_cache(maxsize=4096)
def _template(key: str, lang: str, otherwise: str | None = None) -> str:
    """The text of that key, looked for among those of its kind, and then among the headings."""
    before, dot, _ = key.partition(".")
    for kind in (_KIND_OF.get(before + dot, ""), "headings"):
        if kind and (found := _texts(kind, lang).get(key)) is not None:
            return found
    if otherwise is None:
        raise InvalidValue("key", "the key of a text", shown(key))
    return otherwise


@cache
def _texts(kind: str, lang: str) -> Mapping[str, str]:
    if lang == "en" and kind in BESIDE_THEIR_CODE:
        return {}
    module = import_module(f"{__package__}.{kind}" if lang == "en" else f"{__package__}.french.{kind}")
    found = dict(pair for name, prefix in _KINDS[kind].items() for pair in _flat(prefix, getattr(module, name)))
    return found if lang == "en" else {key: _BESIDE_A_MARK.sub(NO_BREAK, text) for key, text in found.items()}


def _flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield prefix, value
    else:
        items = value.items() if isinstance(value, Mapping) else value._asdict().items()  # type: ignore[attr-defined]  # a named tuple
        for key, each in items:
            yield from _flat(f"{prefix}.{key}" if prefix else key, each)
