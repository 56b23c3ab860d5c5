"""`test`: scenarios with the answers that they should get."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..about import About
from ..policy import Policy
from ..policy_tests import read_test, run_tests
from ..policy_tests.runs import files_of
from ..serialization import read_policy
from ._terminal import (
    FOUND,
    all_of,
    click,
    examples,
    format_option,
    lang_option,
    name_of,
    named,
    naming,
    refuse_standard_input_twice,
    show,
)

__all__ = ["test"]


@click.command(
    short_help="Test scenarios against the answers they should get.",
    epilog=examples("test docs/examples/policy-tests --policy docs/examples/policies/today.toml"),
)
@click.argument("cases", nargs=-1, required=True, metavar="CASES", type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path), help="The policy of scenarios that have none.")
@click.option("--coverage", is_flag=True, help="Also what the scenarios leave out of each question.")
@format_option("text", "markdown", "json")
@lang_option
def test(cases: tuple[Path, ...], policy: Path | None, coverage: bool, output: str, lang: str) -> int:
    """Test the scenarios of CASES, files in TOML or JSON and folders of them, against their tables `expect`.

    The exit status is 1 when an answer is not as expected.
    """
    refuse_standard_input_twice(*cases, policy)
    given = _policy(policy)
    with naming("cases"):
        files = list(files_of(*cases))
    tests = all_of(*(named(name, partial(read_test, file, given, name)) for name, file in files))
    found = run_tests(tests, with_coverage=coverage)
    sources = (*map(name_of, cases), *([] if policy is None else [name_of(policy)]))
    show(found, output, About((), sources), lang=lang)
    return FOUND if found.failed else 0


def _policy(path: Path | None) -> Policy | None:
    if path is None:
        return None
    with naming(name_of(path)):
        return read_policy(path)
