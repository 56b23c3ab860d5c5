"""What values share beside what attrs makes of each: how they show themselves, and how one with an index is pickled."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import Attribute, fields

if TYPE_CHECKING:
    from .rendering import Block

M = TypeVar("M", bound="Model")


def _rebuilt(kind: type[M], values: Mapping[str, object]) -> M:
    return kind(**values)


def rebuilding(self: object) -> tuple[Any, ...]:
    """How a value with an index that cannot be pickled is copied and pickled: from the values it was made from."""
    made_from = [each for each in fields(type(self)) if each.init]  # type: ignore[arg-type]  # a class made by attrs
    return _rebuilt, (type(self), {each.alias: getattr(self, each.name) for each in made_from})


class Model:
    """The base of every value, which shows its fields."""

    __slots__ = ()

    def _fields(self) -> tuple[Attribute[Any], ...]:
        return fields(type(self))  # type: ignore[arg-type, no-any-return]  # every subclass is an attrs class

    def __repr__(self) -> str:
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in self._fields() if each.repr)
        return f"{type(self).__name__}({', '.join(shown)})"


def of_columns(kind: type[M], columns: Sequence[Iterable[object]]) -> list[M]:
    """Many values at once, from a column for each field in their order; the first column tells how many.

    Nothing is converted or validated: this is for a reader that makes values by the million and has proved each one
    legal and canonical while it read. Proving it a second time would take longer than reading.
    """
    made = [object.__new__(kind) for _ in columns[0]]
    for each, column in zip((each for each in fields(kind) if each.init), columns, strict=True):  # type: ignore[arg-type]
        deque(map(getattr(kind, each.name).__set__, made, column), maxlen=0)
    return made


class Shown:
    """A value that shows itself to people: as text, and in a notebook as HTML and as Markdown, from the same blocks."""

    __slots__ = ()

    def _blocks(self) -> Iterable[Block]:
        """What is shown."""
        raise NotImplementedError

    def to_text(self) -> str:
        """What it shows, as plain text; long lists are cut, and say by how much."""
        from .rendering import as_text  # noqa: PLC0415  # only who looks at it pays for it

        return as_text(self._blocks())

    def _repr_html_(self) -> str:
        from .rendering import as_html  # noqa: PLC0415

        return as_html(self._blocks())

    def _repr_markdown_(self) -> str:
        from .rendering import as_markdown  # noqa: PLC0415

        return as_markdown(self._blocks())
