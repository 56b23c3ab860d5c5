"""What is not known: neither yes nor no, neither something nor nothing.

A value that was not exported, not selected or not provided stands in a model as `UNKNOWN`, so that no answer can rest
on it: whatever asks it for a truth, a member or a size raises `UnknownFact`. Questions that do not need it are answered
as ever. A decision indexes the table of its question by its facts, so asking costs nothing where everything is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from .errors import UnknownFact
from .wording.words import Words, reason, say

__all__ = ["UNKNOWN", "Unknown", "known"]

T = TypeVar("T")

_NOTHING_MORE = Words("a fact that the answer needs is not known", "not_known.nothing_more")


def neither(because: str) -> UnknownFact:
    """What is raised where a fact is not known: why, to be said in any language where the reason can be."""
    return UnknownFact(say("not_known", because=reason(because)))


class Unknown:
    """A value that is not known; all of them are equal, whatever their reason.

    Args:
        because: why it is not known, as a sentence without its full stop: what an `UnknownFact` then says.
    """

    __slots__ = ("because",)
    because: str

    def __init__(self, because: str = _NOTHING_MORE) -> None:
        object.__setattr__(self, "because", because)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name} of a value that is not known cannot be set")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown)

    def __hash__(self) -> int:
        return hash(Unknown)

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> tuple[Any, ...]:
        return Unknown, (self.because,)

    def _raise(self, *_: object) -> NoReturn:
        raise neither(self.because)

    def __getattr__(self, name: str) -> NoReturn:
        """What a known value would have; names of Python itself are missing as ever."""
        if name.startswith("_"):
            raise AttributeError(name)
        self._raise()

    if TYPE_CHECKING:  # what each would be of, were it known

        def __bool__(self) -> bool: ...
        def __index__(self) -> int: ...
        def __len__(self) -> int: ...
        def __iter__(self) -> Iterator[Any]: ...
        def __contains__(self, member: object) -> bool: ...
        def __lt__(self, other: object) -> bool: ...
        def __le__(self, other: object) -> bool: ...
        def __gt__(self, other: object) -> bool: ...
        def __ge__(self, other: object) -> bool: ...
        def __and__(self, other: AbstractSet[str]) -> frozenset[str]: ...
        def __or__(self, other: AbstractSet[str]) -> frozenset[str]: ...
        def __sub__(self, other: AbstractSet[str]) -> frozenset[str]: ...
        def __rand__(self, other: AbstractSet[str]) -> frozenset[str]: ...
        def __ror__(self, other: AbstractSet[str]) -> frozenset[str]: ...
        def __rsub__(self, other: AbstractSet[str]) -> frozenset[str]: ...
    else:
        __bool__ = __index__ = __len__ = __iter__ = __contains__ = _raise
        __lt__ = __le__ = __gt__ = __ge__ = __and__ = __rand__ = __or__ = __ror__ = __sub__ = __rsub__ = _raise


UNKNOWN = Unknown()
"""A value of which nothing more is known than that it is not known."""


def known(value: T | Unknown) -> T:
    """The value itself.

    Raises:
        UnknownFact: for a value that is not known.
    """
    if isinstance(value, Unknown):
        raise neither(value.because)
    return value
