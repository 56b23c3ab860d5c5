"""Boolean functions of up to eight facts, each held as one integer of result bits.

A *combination* of n facts is an integer from 0 to 2**n - 1; the first fact is its highest bit. A set of combinations is
an integer with bit c set for each member c. A *cube* says what some of the facts are: `mask` has a bit for each fact it
fixes, `value` the truth of those. Everything here is exact: all combinations are tried, none is sampled.

What is hard is to say a set of combinations in the fewest cubes. `fewest_cubes` searches all covers by the widest cubes
there are, by branch and bound. Before each branch three reductions make the search smaller without losing the smallest
cover, and one leads to another:

- a cube is dropped when all it adds is added by another cube too;
- a cube is taken when it alone covers some combination;
- a combination is left out when it is covered whenever some other one is.

It then branches on the combination that the fewest cubes cover, and gives up a branch that needs at least as many cubes
as the best cover so far: one each for combinations of which no two share a cube. A dropped cube stays dropped in the
whole branch: combinations were left out because of the cubes that remained, and it need not cover those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from operator import or_
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
        return not self.mask & ~other.mask and other.value & self.mask == self.value


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
    same = results if results >> combination & 1 else ~results
    found: list[Cube] = []
    for mask in masks(size):
        if any(not smaller.mask & ~mask for smaller in found):
            continue
        cube = Cube(mask, combination & mask)
        if not members(size, cube) & ~same:
            found.append(cube)
    return tuple(found)


def smallest_flips(size: int, goal: int, combination: int) -> tuple[int, ...]:
    """The masks of facts to flip so that `combination` gets into the set `goal`, no part of a mask enough alone."""
    found: list[int] = []
    for mask in masks(size):
        if any(not smaller & ~mask for smaller in found):
            continue
        if goal >> (combination ^ mask) & 1:
            found.append(mask)
    return tuple(found)


def union(sets: Iterable[int]) -> int:
    """All members of some sets of combinations."""
    return reduce(or_, sets, 0)


def bits(size: int) -> list[int]:
    """The bit of each fact, in the order of the facts: the first is the highest."""
    return [1 << bit for bit in reversed(range(size))]


def in_hexadecimal(size: int, results: int) -> str:
    """Result bits as a fingerprint writes them: as many digits as hold one bit for each combination."""
    return f"{results:0{(1 << size) // 4}x}"


def reordered(names: Sequence[str], others: Sequence[str]) -> tuple[int, ...]:
    """For each combination of the named facts the same one when they come in the other order."""
    moved = [
        (bit, 1 << len(others) - 1 - others.index(each)) for bit, each in zip(bits(len(names)), names, strict=True)
    ]
    return tuple(sum(to for bit, to in moved if combination & bit) for combination in range(1 << len(names)))


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
            if not members(size, cube) & ~allowed and not any(wider.contains(cube) for wider in found):
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
    return Cover(tuple(chosen), bool(search.effort))


class _Search:
    """Branch and bound for the smallest cover; a cube is known by its place in `covers`, what each of them covers."""

    def __init__(self, covers: list[int], effort: int) -> None:
        self.covers = covers
        self.effort = effort
        self.best = list(range(len(covers)))

    def run(self, chosen: list[int], missing: int, useful: Iterable[int]) -> None:
        """Try every cover that has the chosen cubes and covers what is missing with useful ones."""
        if not self.effort:
            return
        self.effort -= 1
        chosen, missing, useful, options = self._reduced(chosen, missing, useful)
        if len(chosen) + _least(options.values()) >= len(self.best):
            return
        if not missing:
            self.best = chosen
            return
        fewest = min(options.values(), key=int.bit_count)
        most_first = sorted(
            combinations_in(fewest), key=lambda each: (-(self.covers[each] & missing).bit_count(), each)
        )
        for cube in most_first:
            self.run([*chosen, cube], missing & ~self.covers[cube], useful)

    def _reduced(
        self, chosen: list[int], missing: int, useful: Iterable[int]
    ) -> tuple[list[int], int, Iterable[int], dict[int, int]]:
        """The same search made smaller by the three reductions, and for each missing combination its cubes."""
        while True:
            covers = {each: own for each in useful if (own := self.covers[each] & missing)}
            needless = _within_others(covers)
            useful = [each for each in covers if each not in needless]
            options = {
                combination: sum(1 << each for each in useful if self.covers[each] >> combination & 1)
                for combination in combinations_in(missing)
            }
            if needed := {cubes.bit_length() - 1 for cubes in options.values() if cubes.bit_count() == 1}:
                chosen = [*chosen, *sorted(needed)]
                missing &= ~union(self.covers[each] for each in needed)
            elif implied := _within_others({combination: ~cubes for combination, cubes in options.items()}):
                missing &= ~union(1 << each for each in implied)
            else:
                return chosen, missing, useful, options


def _within_others(sets: dict[int, int]) -> set[int]:
    """The keys whose set lies within the set of another key; of equal sets the first one is not among them."""
    return {
        each
        for each, own in sets.items()
        if any(not own & ~other and (own, key) < (other, each) for key, other in sets.items())
    }


def _least(options: Iterable[int]) -> int:
    """How many cubes are needed at least: combinations of which no two are covered by the same cube."""
    taken = count = 0
    for cubes in sorted(options, key=int.bit_count):
        if not cubes & taken:
            taken |= cubes
            count += 1
    return count
