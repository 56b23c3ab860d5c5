"""What every value has: the one decorator that makes it, how it shows itself, is plain data, and is pickled."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, cast

from attrs import NOTHING, Attribute, Factory, fields

from ._version import SCHEMA_VERSION
from .unknown import Unknown

if TYPE_CHECKING:
    from attrs import frozen

    from .rendering import Block

    Blocks = Iterable[Block]  # what a value says to be shown
else:
    import attrs

    frozen, Blocks = partial(attrs.frozen, repr=False), Iterable

__all__ = [
    "Blocks",
    "Model",
    "Shown",
    "frozen",
    "of_columns",
    "one_line_json",
    "plain",
    "rebuilding",
    "short_line",
    "unchangeable",
]

M = TypeVar("M", bound="Model")

_LONGEST_REPR = 199
_MOST_MEMBERS = 3
_HEADING = 3
"""The level of the first heading in a notebook, whose own headings stand above it."""


def _rebuilt(kind: type[M], values: Mapping[str, object]) -> M:
    return kind(**values)


def rebuilding(self: object) -> tuple[Any, ...]:
    """How a value with an index that cannot be pickled is copied and pickled: from the values it was made from."""
    made_from = [each for each in fields(type(self)) if each.init]  # type: ignore[arg-type]  # a class made by attrs
    return _rebuilt, (type(self), {each.alias: getattr(self, each.name) for each in made_from})


class Model:
    """The base of every value: it prints on one short line, and shows its fields as text and in notebooks."""

    __slots__ = ()

    def _fields(self) -> tuple[Attribute[Any], ...]:
        return fields(type(self))  # type: ignore[arg-type, no-any-return]  # every subclass is an attrs class

    def _given(self) -> list[tuple[str, object]]:
        """The fields that differ from their defaults, with their values."""
        values = [(each, getattr(self, each.name)) for each in self._fields() if each.repr]
        return [(each.name, value) for each, value in values if not _is_default(self, each, value)]

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={_short(value)}" for name, value in self._given())
        return short_line(f"{type(self).__name__}({given})")

    def _blocks(self) -> Blocks:
        """What is shown: a heading, and the fields that differ from their defaults."""
        from .rendering import Bullets, Code, Table, Title, first_of, in_a_line, in_words  # noqa: PLC0415  # only who looks at it pays for it
        from .wording.words import say  # noqa: PLC0415

        yield Title(type(self).__name__)
        given = self._given()
        lists = {
            name: value for name, value in given if isinstance(value, tuple) and value and isinstance(value[0], Model)
        }
        yield Table(
            (say("field"), say("value")), [(Code(name), in_words(value)) for name, value in given if name not in lists]
        )
        for name, values in lists.items():
            yield Bullets(first_of(values, in_a_line), name)

    def to_text(self) -> str:
        """What it shows, as plain text; long lists are cut, and say by how much."""
        from .rendering import render  # noqa: PLC0415

        return render(self)

    def _repr_html_(self) -> str:
        from ._folds import folds  # noqa: PLC0415
        from .rendering import render  # noqa: PLC0415
        from .style import STYLE  # noqa: PLC0415

        page = render(self, "html", level=_HEADING)
        return f'<div class="chatlink">\n<style>\n{STYLE}</style>\n{page}{folds(page)}</div>\n'

    def _repr_markdown_(self) -> str:
        from .rendering import render  # noqa: PLC0415

        return render(self, "markdown", level=_HEADING)


def short_line(line: str) -> str:
    """What a value prints as, cut where it is longer than a line or two; its last character stays."""
    return line if len(line) <= _LONGEST_REPR else f"{line[: _LONGEST_REPR - 2]}…{line[-1]}"


def _is_default(model: Model, each: Attribute[Any], value: object) -> bool:
    default: Any = each.default
    if isinstance(default, Factory):  # type: ignore[arg-type]  # a class, though typed as a function
        default = default.factory(model) if default.takes_self else default.factory()
    return default is not NOTHING and type(default) is type(value) and default == value


def _short(value: object) -> str:
    """A value on one line: of many members only how many there are."""
    if isinstance(value, (tuple, frozenset, Mapping)) and len(value) > _MOST_MEMBERS:
        return f"<{len(value)} members>"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(_short, value)))}}}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_short, value))}]"
    return repr(value)


def of_columns(kind: type[M], columns: Sequence[Iterable[object]]) -> list[M]:
    """Many values at once, from a column for each field in their order; the first column tells how many.

    Nothing is converted or validated: this is for a reader that makes values by the million and has proved each one
    legal and canonical while it read. Proving it a second time would take longer than reading.
    """
    made = [object.__new__(kind) for _ in columns[0]]
    for each, column in zip((each for each in fields(kind) if each.init), columns, strict=True):  # type: ignore[arg-type]
        deque(map(getattr(kind, each.name).__set__, made, column), maxlen=0)
    return made


class Shown(Model):
    """A result, which is plain data too: its fields, or the attributes named in `IN_PLAIN_DATA`, under their names."""

    __slots__ = ()

    IN_PLAIN_DATA: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> Mapping[str, object]:
        """The result as plain data, which JSON can hold, in a stable shape of version `schema_version`."""
        return {"schema_version": SCHEMA_VERSION, **self._data()}

    def _within(self) -> object:
        """What it is in the plain data of another value: all of it, where it has no name by which others know it."""
        return self._data()

    def to_json(self) -> str:
        """The same as JSON on one line, without its end."""
        return one_line_json(self.to_dict())

    def _data(self) -> dict[str, object]:
        names = self.IN_PLAIN_DATA or _names(cast("Hashable", type(self)))
        return {name: plain(getattr(self, name)) for name in names}


@lru_cache(maxsize=512)
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cast("Any", kind)))


def one_line_json(value: object) -> str:
    """Plain data as JSON on one line."""
    return _encoder()(value)


@cache
def _encoder() -> Callable[[object], str]:
    from json import JSONEncoder  # noqa: PLC0415  # only who writes JSON pays for it

    return JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def plain(value: object) -> object:
    """A value as plain data: texts of enumerations, times in ISO 8601, sets sorted, values as what they are made of."""
    kind: Any = value.__class__
    return value if kind in _AS_IT_IS else _made_plain(kind)(value)


@lru_cache(maxsize=1024)
def _made_plain(kind: Any) -> Callable[[Any], object]:  # noqa: ANN401, PLR0911  # a class; one for each kind of value
    """How a value of that class is made plain data."""
    if issubclass(kind, Shown):
        return lambda value: value._within()
    if issubclass(kind, Model):
        names = _names(cast("Hashable", kind))
        return lambda value: {name: plain(getattr(value, name)) for name in names}
    if issubclass(kind, Mapping):
        return lambda value: {str(plain(key)): plain(each) for key, each in value.items()}
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, datetime):
        return datetime.isoformat
    if issubclass(kind, (set, frozenset)):
        return lambda value: sorted(map(plain, value), key=str)
    if issubclass(kind, tuple) and hasattr(kind, "_asdict"):  # a named one
        return lambda value: plain(value._asdict())
    if issubclass(kind, (tuple, list)):
        return lambda value: [each if each.__class__ in _AS_IT_IS else plain(each) for each in value]
    return lambda value: "unknown" if isinstance(value, Unknown) else value


# --- Plain data that many are given -----------------------------------------------------------------------------------


class _Unchangeable:
    """Plain data that is made once and given to all who ask; what is copied or unpickled of it can be changed."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this is given to all who ask for it and cannot be changed: `copy.deepcopy` gives one that can")

    if not TYPE_CHECKING:  # who changes it has an error of a type checker already: it is given as a `Mapping`
        __setitem__ = __delitem__ = __ior__ = __iadd__ = __imul__ = _refuse
        append = clear = extend = insert = pop = popitem = remove = reverse = setdefault = sort = update = _refuse


class _Table(_Unchangeable, dict[str, object]):
    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


class _List(_Unchangeable, list[object]):
    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)


def unchangeable(value: object) -> Any:  # noqa: ANN401  # what came, of its own type
    """Plain data whose tables and lists, however deep, cannot be changed."""
    if isinstance(value, dict):
        return _Table({key: unchangeable(each) for key, each in value.items()})
    return _List(map(unchangeable, value)) if isinstance(value, list) else value


_AS_IT_IS = frozenset({str, int, float, bool, type(None), _Table, _List})
"""The classes of what is plain data already."""
