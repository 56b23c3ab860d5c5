"""Boolean functions of up to eight facts, each held as one integer of result bits.

A *combination* of n facts is an integer from 0 to 2**n - 1; the first fact is its highest bit. A set of combinations is
an integer with bit c set for each member c. A *cube* says what some of the facts are: `mask` has a bit for each fact it
fixes, `value` the truth of those. Everything here is exact: all combinations are tried, none is sampled.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Cube(NamedTuple):
    """Some facts fixed: `mask` has a bit for each fact that is, `value` their truth."""

    mask: int
    value: int

    def covers(self, combination: int) -> bool:
        """Whether the combination has the fixed facts as the cube says."""
        return combination & self.mask == self.value


def everything(size: int) -> int:
    """The set of all combinations of `size` facts."""
    return (1 << (1 << size)) - 1


@cache
def masks(size: int) -> tuple[int, ...]:
    """All subsets of `size` facts, those of fewer facts first, then those with earlier facts first."""
    return tuple(sorted(range(1 << size), key=lambda mask: (mask.bit_count(), -mask)))


@cache
def _where_true(size: int, bit: int) -> int:
    """The set of combinations in which the fact of that bit is true."""
    return sum(1 << combination for combination in range(1 << size) if combination >> bit & 1)


def members(size: int, cube: Cube) -> int:
    """The set of combinations that the cube covers."""
    result = everything(size)
    for bit in range(size):
        if cube.mask >> bit & 1:
            true = _where_true(size, bit)
            result &= true if cube.value >> bit & 1 else ~true
    return result


def prime_cubes_at(size: int, results: int, combination: int) -> tuple[Cube, ...]:
    """The smallest sets of facts of `combination` that alone secure its result: its prime implicants, all of them.

    With the facts of such a cube as they are, every combination whatever of the other facts has the same result; with
    one fact fewer that no longer holds.
    """
    same = results if results >> combination & 1 else everything(size) & ~results
    found: list[Cube] = []
    for mask in masks(size):
        if any(smaller.mask & mask == smaller.mask for smaller in found):
            continue
        cube = Cube(mask, combination & mask)
        if members(size, cube) & ~same == 0:
            found.append(cube)
    return tuple(found)


def smallest_flips(size: int, goal: int, combination: int) -> tuple[int, ...]:
    """The masks of facts to flip so that `combination` gets into the set `goal`, no part of a mask enough alone."""
    found: list[int] = []
    for mask in masks(size):
        if any(smaller & mask == smaller for smaller in found):
            continue
        if goal >> (combination ^ mask) & 1:
            found.append(mask)
    return tuple(found)


def positions(size: int, mask: int) -> Iterator[int]:
    """Which facts are in `mask`, 0 for the first fact."""
    return (each for each in range(size) if mask >> (size - 1 - each) & 1)
