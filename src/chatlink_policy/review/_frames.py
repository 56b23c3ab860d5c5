"""Frames of every engine, through narwhals: the only module that imports it.

Polars, pandas, pyarrow, DuckDB and PySpark frames all pass. What comes in lazy goes out lazy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

from .._value import Model
from ..errors import ChatlinkPolicyError, InvalidValue, MissingExtra, one_line
from ..rendering import Block, Code, Table, Title
from ..wording.words import say

try:
    import narwhals as nw
    from narwhals.typing import IntoFrame, IntoFrameT
except ImportError as error:
    raise MissingExtra("the review needs the extra review: pip install 'chatlink-policy[review]'") from error

__all__ = [
    "Frame",
    "HoldsFrames",
    "IntoFrame",
    "IntoFrameT",
    "Rows",
    "as_given",
    "engine_errors",
    "first_line",
    "has_bit",
    "is_of_engine",
    "is_true",
    "nw",
    "rows_of",
    "wrapped",
]

Frame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]
"""A frame of any engine, wrapped by narwhals."""

Rows: TypeAlias = nw.LazyFrame[Any]
"""Rows of any engine. Typed as lazy, which eager ones are not: only what both can do is asked of them."""


class HoldsFrames(Model):
    """The base of a value whose fields are frames, which shows what they are and computes nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        names = [each.name for each in self._fields() if each.init and getattr(self, each.name) is not None]
        return f"<{type(self).__name__}: {', '.join(names) or 'nothing'}>"

    def _blocks(self) -> Iterable[Block]:
        held = [(each.name, getattr(self, each.name)) for each in self._fields() if each.init]
        yield Title(type(self).__name__)
        yield Table(
            (say("field"), say("value")), [(Code(name), _kind(value)) for name, value in held if value is not None]
        )


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return say("review.frames", names=tuple(value))
    if isinstance(value, HoldsFrames):
        return repr(value)
    return f"{type(value).__module__.partition('.')[0]} {type(value).__name__}"


def wrapped(native: IntoFrame) -> Frame:
    """The frame of an engine as a frame of narwhals; a frame of narwhals stays as it is.

    Raises:
        TypeError: for what is no frame of an engine that narwhals knows.
    """
    return cast("Frame", nw.from_native(native))


def as_given(frame: Frame, native: IntoFrameT) -> IntoFrameT:  # noqa: ARG001  # it says which type comes out
    """The frame of the engine itself, of the type that was given: lazy when that was lazy."""
    return cast("IntoFrameT", frame.to_native())


def is_true(column: nw.Expr) -> nw.Expr:
    """Whether a boolean is true; a missing one counts as false.

    Filling comes first, because a comparison with a missing value is missing in some engines and false in others. The
    comparison makes booleans of a pandas column of objects, where a cast would take the text "no" for true.
    """
    return column.fill_null(False) == nw.lit(True)


def has_bit(numbers: nw.Expr, bit: int) -> nw.Expr:
    """1 where the number has that bit, else 0; engines differ in what `&` means, and some have no `%`."""
    return numbers // bit - numbers // (2 * bit) * 2


def rows_of(native: IntoFrame) -> Rows:
    """The rows of a frame of any engine."""
    return cast("Rows", wrapped(native))


@contextmanager
def engine_errors(field: str, expected: str) -> Iterator[None]:
    """Raise what an engine raises as an error of this library.

    A panic of Polars is a `BaseException` of a class that nothing exports; what stops a program passes.

    Raises:
        InvalidValue: with that field, and what was expected in it.
    """
    try:
        yield
    except ChatlinkPolicyError:
        raise
    except BaseException as error:
        if not is_of_engine(error):
            raise
        raise InvalidValue(field, expected, first_line(error)) from error


def is_of_engine(error: BaseException) -> bool:
    """Whether it is an error, or a panic; and none of those that stop a program."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def first_line(error: BaseException) -> str:
    """What an engine says, on one short line."""
    said = str(error).strip().partition("\n")[0] or type(error).__name__
    return one_line(said if len(said) <= _LONGEST_LINE else f"{said[:_LONGEST_LINE]}...")


_LONGEST_LINE = 200
