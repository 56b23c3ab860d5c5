"""One policy test, how tests are read, and a run of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import cast

from .._arguments import checked
from .._ids import did_you_mean
from .._paths import is_folder
from .._strict_json import quoted_key
from .._value import Model, Shown, frozen, plain
from ..errors import InvalidValue, UnreadableInput, shown
from ..evidence.coverage import Coverage, coverage
from ..policy import Policy
from ..rendering import Block, Bullets, Paragraph, Table, Title, yes_no
from ..rules.outcome import Outcome
from ..rules.questions import QUESTIONS
from ..rules.scenario import Scenario, evaluate
from ..serialization import read_data
from ..what_if import case_from_data
from ..wording.words import joined, say
from .expected import ANY_NAME, NOT_ANSWERED, PLACES, Kind, Places, are_texts, observed_in

__all__ = [
    "Difference",
    "Expectation",
    "PolicyTest",
    "PolicyTestRun",
    "read_test",
    "read_tests",
    "run_tests",
]

# --- One test ---------------------------------------------------------------------------------------------------------


@frozen
class Expectation(Model):
    """One thing that is expected of an outcome.

    Attributes:
        path: where it stands in the answers: ("context_card", "fields").
        expected: what is expected there, a list as a tuple.
    """

    path: tuple[str, ...]
    expected: object


@frozen
class Difference(Shown):
    """What is not as it was expected.

    Attributes:
        path: where it stands in the table `expect`.
        expected: what was expected there, a list as a tuple.
        got: what the answer is; None where there is none.
        because: why it is so, in words.
    """

    path: str
    expected: object
    got: object
    because: str

    @property
    def says(self) -> str:
        """The difference in one line."""
        expected, got = _in_words(self.expected), _in_words(self.got)
        return say("policy_test.difference", path=self.path, expected=expected, got=got, because=self.because)


def _kept(value: object) -> object:
    """A value as it is kept: a list as a tuple, a time as a text."""
    return tuple(value) if isinstance(value, (list, tuple)) else plain(value)


def _in_words(value: object) -> str:
    if value is None or value == NOT_ANSWERED:
        return say("policy_test.no_answer")
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, tuple):
        return joined(map(str, value)) or say("none")
    return value if isinstance(value, str) else str(value)


@frozen
class PolicyTest(Model):
    """A scenario with what is expected of its answers.

    Attributes:
        name: its name: the path of its file.
        scenario: the case.
        expected: what is expected.
    """

    name: str
    scenario: Scenario
    expected: tuple[Expectation, ...]

    @cached_property
    def outcome(self) -> Outcome:
        """The answers."""
        return evaluate(self.scenario)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What is not as it was expected, in the order of the file; nothing where the test passes."""
        return tuple(self._differences())

    def _differences(self) -> Iterator[Difference]:
        observed = observed_in(self.outcome)
        for each in self.expected:
            answer, *keys = each.path
            got = observed[answer]
            if each.expected == NOT_ANSWERED and not keys:
                same = got is None
                got = got if not isinstance(got, dict) else got.get("allowed", say("policy_test.an_answer"))
            else:
                kind: object = PLACES[answer]
                for key in keys:
                    got = got.get(key) if isinstance(got, dict) else None
                    kind = cast("Places", kind).get(key) or cast("Places", kind)[ANY_NAME]
                same = observed[answer] is not None and cast("Kind", kind).same(each.expected, got)
            if not same:
                path = ".".join(map(quoted_key, each.path)).removesuffix(".allowed")
                yield Difference(path, _kept(each.expected), _kept(got), self._because(answer))

    def _because(self, answer: str) -> str:
        """Why an answer is as it is, in words."""
        outcome = self.outcome
        if lacks := [each.says for each in outcome.not_asked if each.question == answer]:
            return joined(lacks, "semicolon")
        if answer in outcome.decisions:
            return joined((each.says for each in outcome.decisions[answer].reasons), "or")
        found = getattr(outcome, answer)
        said = found.in_words() if hasattr(found, "in_words") else ()
        left_out = outcome.context_card.left_out_in_words() if answer == "context_card" and outcome.context_card else ()
        return joined([*said, *left_out], "semicolon") or say("policy_test.follows")


# --- Reading ----------------------------------------------------------------------------------------------------------


@checked
def read_test(path: str | Path, policy: Policy | None = None, name: str = "") -> PolicyTest:
    """Read one test: a scenario in TOML or JSON, with a table `expect`.

    Args:
        path: its file.
        policy: the policy of a scenario that has none.
        name: what the test is called; else as its file.

    Raises:
        UnreadableInput: with every mistake of the file, those of `expect` too.
        InvalidValue: for what is no path.
    """
    source, data = read_data(path)
    problems: list[InvalidValue] = []
    expect = data.get("expect") if isinstance(data, Mapping) else None
    expected = tuple(_expectations(expect, PLACES, ("expect",), problems))
    try:
        scenario = case_from_data(data, policy, source)
    except UnreadableInput as error:
        raise UnreadableInput(source, (*error.problems, *problems)) from error
    if problems:
        raise UnreadableInput(source, tuple(problems))
    return PolicyTest(name or source, scenario, expected)


def _expectations(
    given: object, places: Places, path: tuple[str, ...], problems: list[InvalidValue]
) -> Iterator[Expectation]:
    """What a table expects, and its mistakes."""
    where = ".".join(map(quoted_key, path))
    if not isinstance(given, Mapping) or not given:
        got = "nothing: the key is missing" if given is None and len(path) == 1 else shown(given)
        expected = (
            "true, false or a table of what is expected" if "allowed" in places else "a table of what is expected"
        )
        problems.append(InvalidValue(where, expected, got))
        return
    for key, value in given.items():
        place = places.get(key) or places.get(ANY_NAME)
        inner = (*path, str(key))
        if place is None:
            hint = did_you_mean(str(key), tuple(places), f"known are {', '.join(places)}")
            problems.append(InvalidValue(f"{where}.{quoted_key(str(key))}", f"a known key ({hint})", shown(value)))
        elif value == NOT_ANSWERED and len(path) == 1:
            yield Expectation(inner[1:], value)
        elif isinstance(place, Kind):
            if not place.holds(value):
                problems.append(InvalidValue(".".join(map(quoted_key, inner)), _hinted(place, value), shown(value)))
            yield Expectation(inner[1:], _kept(value))
        elif isinstance(value, bool) and "allowed" in place:
            yield Expectation((*inner[1:], "allowed"), value)
        else:
            yield from _expectations(value, place, inner, problems)


def _hinted(kind: Kind, value: object) -> str:
    """What is expected, with a hint at the first name that is wrong."""
    _, among, names = kind.words.partition(" among ")
    given = cast("list[str]", value) if among and are_texts(value) else []
    wrong = [each for each in given if each not in names.split(", ")]
    hint = did_you_mean(wrong[0], names.split(", "), "") if wrong else ""
    return f"{kind.words} ({hint})" if hint else kind.words


@checked
def read_tests(*paths: str | Path, policy: Policy | None = None) -> tuple[PolicyTest, ...]:
    """Read the tests of files and folders, whose files are read in the order of their paths.

    Args:
        paths: files, and folders of files in TOML and JSON, whatever folders they are in.
        policy: the policy of scenarios that have none.

    Raises:
        UnreadableInput: with every mistake of every file.
        InvalidValue: for a folder without any, and for what is no path.
    """
    tests: list[PolicyTest] = []
    problems: list[InvalidValue] = []
    for name, file in files_of(*paths):
        try:
            tests.append(read_test(file, policy, name))
        except UnreadableInput as error:
            problems += [InvalidValue(f"{name}: {each.field}", each.expected, each.got) for each in error.problems]
    if problems:
        raise UnreadableInput("policy tests", tuple(problems))
    return tuple(tests)


def files_of(*paths: str | Path) -> Iterator[tuple[str, Path]]:
    """The files of tests, with their names."""
    for each in map(Path, paths):
        if not is_folder(each):
            yield "standard input" if str(each) == "-" else each.name, each
            continue
        files = sorted(file for file in each.rglob("*") if file.suffix.lower() in {".toml", ".json"})
        if not files:
            raise InvalidValue(quoted_key(each.name), "a folder with files in TOML or JSON", "none in it")
        yield from ((file.relative_to(each).as_posix(), file) for file in files)


# --- A run ------------------------------------------------------------------------------------------------------------


@frozen
class PolicyTestRun(Shown):
    """What came of policy tests.

    Attributes:
        tests: the tests, in their order.
        coverage: what they leave out of each question of which something is expected; None where that was not asked.
    """

    tests: tuple[PolicyTest, ...]
    coverage: tuple[Coverage, ...] | None = None

    @property
    def failed(self) -> tuple[PolicyTest, ...]:
        """The tests of which something is not as expected."""
        return tuple(each for each in self.tests if each.differences)

    def _data(self) -> dict[str, object]:
        return {
            "passed": len(self.tests) - len(self.failed),
            "failed": len(self.failed),
            "tests": [
                {
                    "name": each.name,
                    "expected": len(each.expected),
                    "differences": [{**cast("dict[str, object]", plain(d)), "says": d.says} for d in each.differences],
                }
                for each in self.tests
            ],
            "coverage": plain(self.coverage),
            "not_covered": self._not_covered(),
        }

    def _not_covered(self) -> list[str] | None:
        if self.coverage is None:
            return None
        covered = {each.question.name for each in self.coverage}
        return [name for name in QUESTIONS if name not in covered]

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("policy_test.title"))
        failed = len(self.failed)
        yield Paragraph(
            say("policy_test.counted", tests=len(self.tests), passed=len(self.tests) - failed, failed=failed)
        )
        rows = [(each.name, f"{len(each.expected)}", f"{len(each.differences)}") for each in self.tests]
        if rows:
            yield Table([say(f"policy_test.{each}") for each in ("test", "expected", "different")], rows)
        for each in self.failed:
            yield Title(each.name, 2)
            yield Bullets([d.says for d in each.differences])
        for found in self.coverage or ():
            yield from (b._replace(level=b.level + 1) if isinstance(b, Title) else b for b in found._blocks())
        if missing := self._not_covered():
            yield Paragraph(say("policy_test.nothing_expected", questions=joined(missing)))


@checked
def run_tests(tests: Iterable[PolicyTest], *, with_coverage: bool = False) -> PolicyTestRun:
    """Run policy tests.

    Args:
        tests: the tests, as `read_tests` gives them.
        with_coverage: whether to say what they leave out: combinations of facts, facts not shown to decide alone, wrong
            edits of the rule that none of them notices. Only answers of which something is expected count.
    """
    run = tuple(tests)
    if not with_coverage:
        return PolicyTestRun(run)
    met = {
        name: [test.outcome.decisions[name] for test in run if name in _asked(test) & test.outcome.decisions.keys()]
        for name in QUESTIONS
    }
    return PolicyTestRun(run, tuple(coverage(QUESTIONS[name], some) for name, some in met.items() if some))


def _asked(test: PolicyTest) -> set[str]:
    return {each.path[0] for each in test.expected if each.path[1:]}
