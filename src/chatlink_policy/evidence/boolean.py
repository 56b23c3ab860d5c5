"""Boolean functions of up to eight facts, each held as one integer of result bits.

A *combination* of n facts is an integer from 0 to 2**n - 1; the first fact is its highest bit. A set of combinations is
an integer with bit c set for each member c. A *cube* says what some of the facts are: `mask` has a bit for each fact it
fixes, `value` the truth of those. Everything here is exact: all combinations are tried, none is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple


class Cube(NamedTuple):
    """Some facts fixed: `mask` has a bit for each fact that is, `value` their truth."""

    mask: int
    value: int

    def covers(self, combination: int) -> bool:
        """Whether the combination has the fixed facts as the cube says."""
        return combination & self.mask == self.value

    def contains(self, other: Cube) -> bool:
        """Whether every combination of the other cube is one of this."""
        return self.mask & other.mask == self.mask and other.value & self.mask == self.value


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


def bits(size: int) -> list[int]:
    """The bit of each fact, in the order of the facts: the first is the highest."""
    return [1 << bit for bit in reversed(range(size))]


def positions(size: int, mask: int) -> Iterator[int]:
    """Which facts are in `mask`, 0 for the first fact."""
    return (each for each in range(size) if mask >> (size - 1 - each) & 1)


def combinations_in(wanted: int) -> Iterator[int]:
    """The members of a set of combinations, lowest first."""
    while wanted:
        lowest = wanted & -wanted
        yield lowest.bit_length() - 1
        wanted ^= lowest


# --- Covers -----------------------------------------------------------------------------------------------------------


def prime_cubes(size: int, wanted: int, allowed: int) -> tuple[Cube, ...]:
    """The widest cubes inside `allowed` that cover something of `wanted`, those that fix fewer facts first."""
    found: list[Cube] = []
    members_wanted = tuple(combinations_in(wanted))
    for mask in masks(size):
        for value in sorted({combination & mask for combination in members_wanted}, reverse=True):
            cube = Cube(mask, value)
            if members(size, cube) & ~allowed == 0 and not any(wider.contains(cube) for wider in found):
                found.append(cube)
    return tuple(found)


class Cover(NamedTuple):
    """Cubes that together cover a set of combinations; `is_fewest` when it is proved that fewer cannot."""

    cubes: tuple[Cube, ...]
    is_fewest: bool


EFFORT = 5_000
"""How many branches the search for the fewest cubes tries before it takes the best cover found so far."""


def fewest_cubes(size: int, wanted: int, allowed: int, effort: int = EFFORT) -> Cover:
    """The fewest cubes that cover all of `wanted` and nothing outside `allowed`.

    `wanted` lies inside `allowed`; what is allowed but not wanted may be covered too, which makes cubes wider. The
    search is exact. It gives up only for tables of seven or eight facts without any pattern, and says so.
    """
    primes = prime_cubes(size, wanted, allowed)
    search = _Search([members(size, cube) & wanted for cube in primes], effort)
    search.run([], wanted, range(len(primes)))
    chosen = sorted(
        (primes[each] for each in search.best), key=lambda each: (each.mask.bit_count(), -each.mask, -each.value)
    )
    return Cover(tuple(chosen), search.effort > 0)


class _Search:
    """Branch and bound for the smallest cover: what must be is taken, what is worse than another is left."""

    def __init__(self, covers: list[int], effort: int) -> None:
        self.covers = covers
        self.effort = effort
        self.best = list(range(len(covers)))

    def run(self, chosen: list[int], missing: int, useful: Sequence[int]) -> None:
        if self.effort <= 0:
            return
        self.effort -= 1
        chosen, missing, useful, options = self._reduced(chosen, missing, useful)
        if not missing:
            if len(chosen) < len(self.best):
                self.best = chosen
            return
        if len(chosen) + _least(options.values()) >= len(self.best):
            return
        shortest = min(options.values(), key=int.bit_count)
        for cube in sorted(
            combinations_in(shortest), key=lambda each: (-(self.covers[each] & missing).bit_count(), each)
        ):
            self.run([*chosen, cube], missing & ~self.covers[cube], useful)

    def _reduced(
        self, chosen: list[int], missing: int, useful: Sequence[int]
    ) -> tuple[list[int], int, Sequence[int], dict[int, int]]:
        """Take the cubes that are needed, drop the useless ones and the combinations covered along with others.

        A cube once dropped stays so: combinations were left to the cubes that remained, which it need not cover.

        Returns what is chosen, what is missing, the useful cubes, and for each missing combination those that cover it.
        """
        chosen = list(chosen)
        while True:
            covers = {each: self.covers[each] & missing for each in useful if self.covers[each] & missing}
            useful = [
                each
                for each, cover in covers.items()
                if not any(
                    cover & ~other == 0 and (cover != other or before < each)
                    for before, other in covers.items()
                    if before != each
                )
            ]
            options = {
                combination: sum(1 << each for each in useful if covers[each] >> combination & 1)
                for combination in combinations_in(missing)
            }
            needed = {cubes.bit_length() - 1 for cubes in options.values() if cubes.bit_count() == 1}
            if needed:
                for each in sorted(needed):
                    chosen.append(each)
                    missing &= ~self.covers[each]
                continue
            alongside = {
                combination
                for combination, cubes in options.items()
                if any(
                    other & ~cubes == 0 and (other != cubes or before < combination)
                    for before, other in options.items()
                    if before != combination
                )
            }
            if not alongside:
                return chosen, missing, useful, options
            missing &= ~sum(1 << each for each in alongside)


def _least(options: Iterable[int]) -> int:
    """So many cubes at least: combinations of which no two are covered by the same cube."""
    taken = count = 0
    for cubes in sorted(options, key=int.bit_count):
        if not cubes & taken:
            taken |= cubes
            count += 1
    return count
