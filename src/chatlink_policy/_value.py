"""The one decorator of all values: what attrs makes of them, with what each of them shows of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrs import frozen
else:
    from functools import partial

    import attrs

    frozen = partial(attrs.frozen, repr=False)

__all__ = ["frozen"]
