"""Reading a model from plain data: the fast way first, and where that fails, in the way that finds every mistake."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, TypeVar, cast

from ._quick import reader

T = TypeVar("T")


def structure(data: object, kind: type[T], source: str, whole: str) -> T:
    """The model of that kind that plain data says.

    Args:
        data: the data.
        kind: the class of the model.
        source: what errors name the input.
        whole: what errors name all of the data.

    Raises:
        UnreadableInput: with every mistake of the data.
        InvalidValue: for a class that has more in it than plain data can say.
    """
    if not hasattr(kind, "to_dict"):  # what has a shape of its own is read in the careful way alone
        with suppress(Exception):
            return cast("T", reader(cast("Any", kind))(data, None))
    from ._converter import structure_with_paths  # noqa: PLC0415  # where nothing is wrong, nobody pays for cattrs

    return structure_with_paths(data, kind, source, whole)
