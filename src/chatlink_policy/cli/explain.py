"""`explain`: one case in full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import evolve

from .._value import plain
from ..about import About
from ..errors import shown
from ..rendering import Title, Together
from ..rules.outcome import Outcome
from ..rules.scenario import Scenario, evaluate
from ..serialization import read_data, read_policy
from ..what_if import case_from_data, with_set
from ..wording.words import say
from ._exports import load, time_of
from ._terminal import (
    REFUSED,
    Refused,
    click,
    examples,
    format_option,
    lang_option,
    name_of,
    naming,
    refuse_standard_input_twice,
    show,
    tell,
)

__all__ = ["explain"]


@click.command(
    short_help="Answer every question about one case.",
    epilog=examples(
        "explain docs/examples/case-transfer.toml",
        "explain --export docs/examples/export-contoso --user 403bad21-7d3b-ee11-bdf4-000d3a5b6c01",
    ),
)
@click.argument("scenario", type=click.Path(path_type=Path), required=False)
@click.option("--policy", type=click.Path(path_type=Path), help="With SCENARIO: its policy, where it has none.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="What if: a value set otherwise, as policy.record_types.incident.join_chat=true. May be given more than once.",
)
@click.option("--export", type=click.Path(path_type=Path), help="A folder of Web API answers, in place of SCENARIO.")
@click.option("--user", metavar="ID", help="With --export: the id of the user who asks.")
@click.option("--chat", metavar="ID", help="With --export: the id of the chat.")
@click.option("--record", metavar="ID", help="With --export: the id of the record.")
@click.option("--record-type", metavar="TABLE", help="With --export: the record's table, where two have that id.")
@click.option("--app", metavar="NAME", help="With --export: the unique name of the app.")
@click.option("--now", metavar="TIME", help="With --export: the time to judge by (2026-01-31T09:00:00Z).")
@format_option("text", "markdown", "json")
@lang_option
def explain(
    scenario: Path | None,
    policy: Path | None,
    settings: tuple[str, ...],
    export: Path | None,
    output: str,
    lang: str,
    **given: str | None,
) -> int:
    """Answer every question about one case, with all evidence.

    The case is SCENARIO, a JSON or TOML file (`-` for the standard input), whatever its table `expect` says, or one of
    an export, whose user, chat, record and app are named by their ids as they are copied. Where none of the answers
    asked for can be given, the exit status is 2.
    """
    named = {name: each for name, each in given.items() if each is not None}
    if scenario is not None and export is not None:
        raise click.UsageError("name either a SCENARIO or --export FOLDER, not both")
    if export is not None:
        if policy is not None:
            raise Refused("--policy has no effect with --export: it goes with a scenario")
        return _explain_export(export, named, settings, output, lang)
    if scenario is None:
        raise click.UsageError("name either a SCENARIO or --export FOLDER")
    if named:
        raise Refused(*(f"{_option(each)} has no effect beside a scenario: it goes with --export" for each in named))
    refuse_standard_input_twice(scenario, policy)
    with naming("--policy" if policy is None else name_of(policy)):
        given_policy = None if policy is None else read_policy(policy)
    with naming(name_of(scenario)):
        source, data = read_data(scenario)
        if given_policy is not None and isinstance(data, dict) and "policy" in data:
            raise Refused(f"--policy has no effect: {source} has a policy of its own")
        case = case_from_data(data, given_policy, source)
        case = with_set(case, settings, f"{source} with --set") if settings else case
        outcome = evaluate(case)
    files = (name_of(scenario), *([] if policy is None else [name_of(policy)]))
    about = About((*_subjects(case), *_set(settings)), files)
    show([Title(name_of(scenario.with_suffix(""))), *outcome._blocks()], output, about, _with_grounds(outcome), lang)
    return 0


def _set(settings: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return (("set", ", ".join(settings)),) if settings else ()


def _explain_export(folder: Path, given: dict[str, str], settings: tuple[str, ...], output: str, lang: str) -> int:
    from ..case import Case, Named, asked_for, without_effect  # noqa: PLC0415  # a scenario does not use it

    mistakes = [
        f"{_option(name)} has no effect without {' and '.join(map(_option, lacks))}"
        for name, lacks in without_effect(list(given)).items()
    ]
    if not given:
        mistakes.append("nothing is asked: name at least --user, or --chat and --record")
    named = Named(user=given.get("user"), chat=given.get("chat"), record=given.get("record"))
    named["record_type"], named["app"] = given.get("record_type"), given.get("app")
    try:
        named["now"] = time_of(given["now"]) if "now" in given else None
    except Refused as refused:
        mistakes += refused.mistakes
    strange = [each for each in settings if not each.strip().startswith("policy.")]
    mistakes += [f"--set: expected a value of the policy with --export, got {shown(each)}" for each in strange]
    try:
        snapshot = load(folder)
    except Refused as refused:
        raise Refused(*mistakes, *refused.mistakes) from refused
    if settings and not strange:
        with naming(source := f"{name_of(folder)} with --set"):
            changed = with_set(Scenario(policy=snapshot.policy), settings, source)
        snapshot = evolve(snapshot, policy=changed.policy)
    case = Case(snapshot, **named)
    mistakes += [f"{_option(each.field)}: expected {each.expected}, got {each.got}" for each in case.problems]
    if mistakes:
        raise Refused(*mistakes)
    about = About((*_subjects(case.scenario), *_set(settings)), (name_of(folder),), snapshot.passed_over)
    page = [Title(name_of(folder)), *case.outcome._blocks()]
    if case.outcome.answers:
        page.insert(2, Together([Title(say("facts"), 2), case.outcome.facts_table()]))
    show(page, output, about, _with_grounds(case.outcome), lang)
    lacking = {each.question: each.says for each in case.outcome.not_asked}
    asked = asked_for(list(given))
    if lacking.keys() >= set(asked):
        tell(
            "none of the answers asked for can be given", *(f"not answered: {each}: {lacking[each]}" for each in asked)
        )
        return REFUSED
    return 0


def _with_grounds(outcome: Outcome) -> dict[str, object]:
    return {**outcome.to_dict(), "grounds": plain(outcome.grounds)}


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _subjects(case: Scenario) -> Iterator[tuple[str, str]]:
    if case.user:
        yield "user", case.user.id
    if case.chat:
        yield "chat", case.chat.id
    if case.record:
        yield "record", " ".join(case.record.key)
    if case.app:
        yield "app", case.app.unique_name
    if case.now:
        yield "time", case.now.isoformat()
