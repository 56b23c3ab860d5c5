"""What can go wrong: input that cannot be read, and questions that cannot be asked.

"No" is an ordinary answer and never an exception. Every error of this library is a `ChatlinkPolicyError`.
"""

from __future__ import annotations

from datetime import date

__all__ = [
    "ChatlinkPolicyError",
    "InvalidComparison",
    "InvalidQuestion",
    "InvalidValue",
    "MissingExtra",
    "UnknownFact",
    "UnreadableInput",
]

_LONGEST_VALUE_SHOWN = 120
_MOST_PROBLEMS_SHOWN = 10


def shown(value: object) -> str:
    """One line that shows `value`, shortened when it is long: what an error says came."""
    try:
        text = value.isoformat() if isinstance(value, date) else repr(value)
        return shortened(text)
    except (RecursionError, ValueError):  # nested too deeply, or a number of too many digits
        return f"{with_article(type(value))} too large to be shown"
    except Exception:  # a value that cannot even be shown
        return with_article(type(value))


def with_article(kind: type) -> str:
    """The name of a type with its article: "an int", "a list"."""
    return f"{'an' if kind.__name__.startswith(tuple('AEIOaeio')) else 'a'} {kind.__name__}"


def shortened(text: str) -> str:
    """The text, or how it begins and how long it is."""
    return text if len(text) <= _LONGEST_VALUE_SHOWN else f"{text[:_LONGEST_VALUE_SHOWN]}... ({len(text)} characters)"


def one_line(name: str) -> str:
    """A name as it is, unless it is long or blank, or could break or colour the line it is shown on."""
    return shortened(name if name.isprintable() and not name.isspace() else repr(name))


class ChatlinkPolicyError(Exception):
    """The base of every error of this library."""


class InvalidValue(ChatlinkPolicyError, ValueError):
    """A model was given a value it cannot hold.

    Attributes:
        field: the field, with its class or its path ("RecordTypePolicy.notified_attributes", "policy.idle_days").
        expected: what the field takes, in words.
        got: what came, as one line.
    """

    def __init__(self, field: str, expected: str, got: str) -> None:
        super().__init__(field, expected, got)
        self.field = field
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        return f"{self.field}: expected {self.expected}, got {self.got}"


class UnreadableInput(ChatlinkPolicyError):
    """A file could not be read. `problems` holds each mistake, with its path, expectation and value.

    Attributes:
        source: the name of what was read.
        problems: every mistake found, in the order of the file.
    """

    def __init__(self, source: str, problems: tuple[InvalidValue, ...]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = problems

    def __str__(self) -> str:
        source = one_line(self.source)
        lines = [f"{source}: {problem}" for problem in self.problems[:_MOST_PROBLEMS_SHOWN]]
        more = len(self.problems) - len(lines)
        return "\n".join([*lines, f"{source}: and {more} more"] if more > 0 else lines)


class UnknownFact(ChatlinkPolicyError):
    """A fact that the answer needs is not known, so there is neither a yes nor a no.

    Raised for a record type whose settings could not be read, and for a sync that is on since an unknown time.
    """


class InvalidQuestion(ChatlinkPolicyError, TypeError):
    """A question was defined wrongly: too many facts, a row that does not fit them, and the like."""


class InvalidComparison(ChatlinkPolicyError, TypeError):
    """A decision was compared with true or false, which it never equals: its answer is `bool(decision)`."""


class MissingExtra(ChatlinkPolicyError, ImportError):
    """An optional dependency is not installed; the message names the extra that brings it."""


NEEDS_CLI = "the command needs the extra cli: pip install 'chatlink-policy[cli]'"
"""What is said where it is missing."""
