"""How many examples a test tries whose examples are large: a part of what the profile asks for.

Independent of the library altogether.
"""

from __future__ import annotations

from hypothesis import settings

SOME = settings(max_examples=settings().max_examples // 3)
FEW = settings(max_examples=settings().max_examples // 6)


def at_most(most: int) -> int:
    """How many examples of whole organisations: a sixth of what the profile asks for, and no more than that."""
    return min(most, settings().max_examples // 6)
