"""Results as plain data, for tests that look into it; independent of how it is typed."""

from __future__ import annotations

from typing import Any, Protocol


class Result(Protocol):
    def to_dict(self) -> Any: ...  # noqa: ANN401  # whatever JSON can hold


def data_of(result: Result) -> Any:  # noqa: ANN401
    """The plain data of a result."""
    return result.to_dict()


def inner(result: Result) -> Any:  # noqa: ANN401
    """The same as it stands within another result, which says the version of the shape for all of it."""
    return {name: value for name, value in data_of(result).items() if name != "schema_version"}
