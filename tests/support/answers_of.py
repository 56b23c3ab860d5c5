"""What the library answers to a scenario that is plain data, in the few keys of a case of the conformance corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from chatlink_policy import Outcome, Scenario, evaluate
from chatlink_policy.policy import Readings
from chatlink_policy.rules.grounds import Ground, Link
from chatlink_policy.rules.questions import NEEDS_ENABLEMENT
from chatlink_policy.serialization import from_dict


def outcome_of(scenario: Mapping[str, object]) -> Outcome:
    return evaluate(from_dict(scenario, Scenario))


def answers_of(scenario: Mapping[str, object]) -> dict[str, object]:
    return said_by(outcome_of(scenario))


def answers_as_chosen(scenario: Mapping[str, object], reading: str) -> dict[str, object]:
    """The same with one reading as it was chosen."""
    found = from_dict(scenario, Scenario)
    chosen = {reading: getattr(Readings(), reading)}
    return said_by(evaluate(evolve(found, policy=found.policy.but(readings=evolve(found.policy.readings, **chosen)))))


def said_by(outcome: Outcome) -> dict[str, object]:
    facts = {
        name: f"{'?' if ground.truth is None else 'NY'[ground.truth]} {ground.code}"
        for found in outcome.grounds.values()
        for name, ground in found.items()
    }
    without = {each.question: [*each.lacks, *_refused(each.because)] for each in outcome.not_asked}
    answers: dict[str, Any] = {name: each.allowed for name, each in outcome.decisions.items()}
    answers |= {name: each for name, each in _others(outcome).items() if name not in without}
    return {
        "facts": facts,
        "answers": answers,
        "without_answer": without,
        "can_act": {name: outcome.can_act(name) for name in NEEDS_ENABLEMENT if answers.get(name)},
        "can_join_from_timeline": outcome.can_join_from_timeline,
    }


def grounds_said_by(outcome: Outcome) -> dict[str, dict[str, object]]:
    """What each ground of a known fact names, as `plain_grounds.py` says it."""
    grounds = {name: ground for found in outcome.grounds.values() for name, ground in found.items()}
    return {name: _named(each) for name, each in grounds.items() if each.truth is not None}


def _named(ground: Ground) -> dict[str, object]:
    found: dict[str, object] = {
        "owner": ground.owner and ground.owner.id,
        "links": _linked(ground.links),
        "replaced": _linked(ground.replaced),
        "since": ground.since and ground.since.isoformat(),
        "roles": sorted((each.role, each.team.id if each.team else "") for each in ground.roles),
        "privileges": sorted(ground.privileges),
        "apps": [*ground.apps],
        "rights": None if ground.rights is None else sorted(str(each.name).lower() for each in ground.rights),
    }
    for name in ("elsewhere", "profile", "setting", "record_type", "subject", "kind"):
        found[name] = getattr(ground, name)
    return {name: each for name, each in found.items() if each}


def _linked(links: Iterable[Link]) -> list[tuple[str, str]]:
    return [(each.on.isoformat(), each.by.id if each.by else "") for each in links]


def _refused(because: str | None) -> list[str]:
    """What is missing where an input was refused, which is not the same as unknown."""
    return [] if because is None or because.endswith("neither yes nor no") else ["valid inputs"]


def _others(outcome: Outcome) -> dict[str, object]:
    entry, card, sent = outcome.timeline_entry_shows, outcome.context_card, outcome.notifications
    tables = outcome.missing_pane_permissions
    return {
        "timeline_entry_shows": entry
        and {
            "connector": entry.connector,
            "connected_on": entry.connected_on.isoformat(),
            "last_writer": entry.last_writer,
            "last_written_on": entry.last_written_on.isoformat() if entry.last_written_on else None,
            "is_kept_current": entry.is_kept_current,
        },
        "missing_pane_permissions": None if tables is None else [each.name for each in tables],
        "record_opens": outcome.record_opens,
        "context_card": card
        and {
            "is_shown": card.is_shown,
            "view": card.view,
            "fields": [*card.fields],
            "exposed": [*card.exposed],
            "why_not": {each.name: sorted(each.why_not) for each in card.skipped},
        },
        "notifications": sent
        and {
            "chat": sent.chat,
            "sent": {each.attribute: {"images_not_whole": each.images_not_whole} for each in sent.sent},
            "not_sent": {each.attribute: sorted(each.why) for each in sent.not_sent},
            "not_configurable": [*sent.not_configurable],
        },
    }
