"""Mutants of what readers read: of texts, piece by piece, and of JSON, value by value.

Independent of the library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

__all__ = ["Bytes", "Mutator", "extremes", "json_of", "of_json", "of_text", "places"]

Bytes = Callable[[bytes], bytes]
"""What mutates bytes that nothing is known of."""

Mutator = Callable[[bytes, Random, Bytes], bytes]

TEXTS = (
    *("", " ", "unknown", "null", "true", "0", "-1", "incident", "cr1_visit", "msdyn_x.y", "*", ".", "..", "-", "a=b"),
    *("\0", "\ud800", "\udcff", "\ufeff", "\u2028", "\u202e", "é", "用户", "İ", "ﬁ", "\u0301" * 40, "٣", "=1+1"),
    *("2026-01-31T09:00:00Z", "2026-01-31", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "24:00"),
    *("403bad21-7d3b-ee11-bdf4-000d3a5b6c01", "{403BAD21-7D3B-EE11-BDF4-000D3A5B6C01}", "19:x@thread.v2"),
    *("[[", "]]", "{{", "}}", "'''", '"""', "\\", "\\u", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;"),
    *(
        "<a b='",
        "<!--",
        "-->",
        "</",
        "?>",
        "<html>",
        "<table><tr><td>",
        "\r",
        "\r\n",
        "\t",
        ",",
        ";",
        "|",
        "#",
        "&amp;",
    ),
    *("a" * 300, "a." * 150, "__class__", "self", "@odata.nextLink", "value", "error", "schema_version"),
)
NUMBERS = (
    0,
    1,
    -1,
    2,
    4,
    28,
    1.5,
    -0.0,
    1e308,
    float("nan"),
    float("inf"),
    2**31,
    2**63,
    -(2**63) - 1,
    10**25,
    10**4200,
)


def extremes() -> Iterator[str]:
    """Texts that have broken readers: deep, long, of many pieces, with what few writers think of."""
    for opens in (
        "[",
        "{",
        '{"a":',
        "a=[",
        "a={b=",
        "[[a]]\n",
        "<a>",
        "<a ",
        "&a;",
        '"',
        "'",
        "'''",
        '"""\\\n',
        "\\",
        "a.",
        "-",
    ):
        yield opens * 5_000
    yield "[" * 900 + "]" * 900
    yield '{"policy":' * 900 + "1" + "}" * 900
    yield f'{{"idle_days": {"9" * 5_000}}}'
    yield f'{{"idle_days": {"9" * 4_200}}}'
    yield f"idle_days = 0x{'f' * 100_000}"
    yield '{"idle_days": 1e999, "a": NaN}'
    yield f'{{"{"k" * 100_000}": "{"x" * 1_000_000}"}}'
    yield "{" + ",".join(f'"key {each}": 1' for each in range(4_000)) + "}"
    yield "\n".join(f"[k{each}]\na = {each}" for each in range(1_000))
    yield "\n".join(f"{'a.' * 90}k{each} = 1" for each in range(200))
    yield "<?xml version='1.0' encoding='utf-7'?><grid><row><cell name='a'/></row></grid>"
    entities = "".join(f"<!ENTITY a{each} '{f'&a{each - 1};' * 10}'>" for each in range(1, 10))
    yield f"<!DOCTYPE grid [<!ENTITY a0 'ha'>{entities}]><grid>&a9;</grid>"
    yield "<grid " + " ".join(f"a{each}='1'" for each in range(4_000)) + "/>"
    yield "<html><table>" + "<tr><td>" * 3_000
    yield "\ufeff\ufeff{}"
    yield '\0{"\\u0000": "\\ud800"}\0'
    yield "a,b\n" * 9_000


# --- Texts ------------------------------------------------------------------------------------------------------------

_PIECES = re.compile(rb"\w+|\s+|.", re.DOTALL)


def of_text(data: bytes, random: Random, mutate: Bytes) -> bytes:
    """A mutant of a text: some of its pieces - words, blanks, signs - left out, doubled, exchanged or put in."""
    if random.random() < 0.4:
        return mutate(data)
    pieces = _PIECES.findall(data) or [b""]
    for _ in range(random.choice((1, 1, 2, 4))):
        first, second = sorted(random.randrange(len(pieces) + 1) for _ in range(2))
        second = min(second, first + random.choice((1, 1, 3, 20)))
        match random.randrange(6):
            case 0:
                del pieces[first:second]
            case 1:
                pieces[first:first] = pieces[first:second]
            case 2:
                pieces[first:second] = [random.choice(TEXTS).encode("utf-8", "surrogatepass")]
            case 3:
                pieces[first:first] = [random.choice(TEXTS).encode("utf-8", "surrogatepass")]
            case 4:
                pieces[first:second] = [random.choice(pieces or [b""])]
            case _:
                pieces[first:second] = [b"".join(pieces[first:second]) * random.choice((2, 10, 50))]
    return b"".join(pieces)


# --- JSON -------------------------------------------------------------------------------------------------------------


def json_of(value: object) -> bytes:
    """A value as JSON in ASCII."""
    return json.dumps(value).encode()


def of_json(data: bytes, random: Random, mutate: Bytes) -> bytes:
    """A mutant of JSON: some of its values and keys left out, doubled, exchanged, or of another kind."""
    if random.random() < 0.1:
        return mutate(data)
    try:
        root = [json.loads(data)]
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            _change(root, random)
        return json_of(root[0])
    except (ValueError, RecursionError):
        return mutate(data)


def places(root: list[Any]) -> list[tuple[Any, Any]]:
    """Every place of a value: what holds it, and by which key or number."""
    found: list[tuple[Any, Any]] = []
    waiting: list[Any] = [root]
    while waiting:
        holder = waiting.pop()
        for key in range(len(holder)) if isinstance(holder, list) else list(holder):
            found.append((holder, key))
            if isinstance(holder[key], (list, dict)):
                waiting.append(holder[key])
    return found


def _change(root: list[Any], random: Random) -> None:
    known = places(root)
    holder, key = random.choice(known)
    value = holder[key]
    match random.randrange(9):
        case 0 if holder is not root:
            del holder[key]
        case 1 if isinstance(holder, list) and holder is not root:
            holder[key:key] = [value] * random.choice((1, 2, 30))
        case 2 if isinstance(holder, dict):
            other, name = random.choice(known)
            holder[name if isinstance(name, str) and isinstance(other, dict) else random.choice(TEXTS)] = holder.pop(
                key
            )
        case 3:
            other, name = random.choice(known)
            holder[key] = json.loads(json.dumps(other[name]))
        case 4 if isinstance(value, str):
            at = random.randrange(len(value) + 1)
            holder[key] = value[:at] + random.choice(TEXTS) + value[at + random.choice((0, 1, 5)) :]
        case 4 if isinstance(value, dict):
            value[random.choice(TEXTS)] = random.choice((None, [], {}, *TEXTS, *NUMBERS))
        case 5:
            holder[key] = [value] if random.random() < 0.5 else {random.choice(TEXTS): value}
        case 6:
            holder[key] = random.choice(NUMBERS)
        case 7:
            holder[key] = random.choice((None, True, False, [], {}, [None], [[]], [""], {"": None}))
        case _:
            holder[key] = random.choice(TEXTS)
