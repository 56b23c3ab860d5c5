"""The decision point: questions under the names of actions, asked in the messages of the standard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, field

from .._validation import boolean, function, is_many, optional, validator, whole_number
from .._value import Model, frozen
from ..errors import ChatlinkPolicyError, InvalidQuestion, InvalidValue, UnknownFact, UnreadableInput, shown
from ..evidence import Decision
from ._answers import NOT_COMPLETE, NOT_KNOWN, code_of, for_administrator, for_user
from .messages import (
    ENTITIES,
    OWN,
    PLACES,
    Action,
    Entity,
    Json,
    Request,
    Searched,
    as_object,
    read_page,
    read_request,
    with_defaults,
)

__all__ = ["Ask", "Candidates", "DecisionPoint", "DoesNotApply"]


class DoesNotApply(InvalidValue):
    """An action is none of such a subject or resource: an error where it is asked for, nothing that a search misses."""


Ask = Callable[[Request], Decision[Any]]
"""Makes facts of a request, and asks a question of them; raises `UnknownFact` or `InvalidValue` where it cannot."""

Candidates = Callable[[Request], Iterable[Entity]]
"""All subjects or resources of a type that a search may find, always in the same order."""

_UNANSWERED = (UnknownFact, InvalidValue, UnreadableInput)
_MOST_LISTED = 20
_SEMANTICS: Mapping[str, bool | None] = {
    "execute_all": None,
    "deny_on_first_deny": False,
    "permit_on_first_permit": True,
}
"""The answer after which the evaluations that follow are left out."""


def _functions_by_name(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) and callable(each) for key, each in value.items())


functions = validator("functions by name", _functions_by_name)


def _is_keys_by_place(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and PLACES.issuperset(value)
        and all(is_many(keys) and all(isinstance(key, str) for key in keys) for keys in value.values())
    )


_keys_by_place = validator(f"names of keys by place, one of {', '.join(sorted(PLACES))}", _is_keys_by_place)


@frozen(kw_only=True, eq=False)
class DecisionPoint(Model):
    """Answers requests of the AuthZEN Authorization API 1.0, whatever carries them.

    Each method takes a message as JSON is read, and gives one as JSON is written. A malformed message raises
    `InvalidValue`, which a transport answers with status 400; what is not known is denied, with an error in the
    context.

    Args:
        actions: the name of each action, with what makes facts of a request and asks.
        subjects: the types of subjects, with those that a search may find.
        resources: the types of resources, with those that a search may find.
        grounds: what the facts of a decision rest on, as plain data; not asked unless administrators are answered.
        takes: the keys of its own that it takes under `chatlink`, by place ("resource.properties", "context").
        for_administrators: whether answers have what only an administrator may see.
        largest_page: how many results one answer has at most.
    """

    actions: Mapping[str, Ask] = field(validator=functions)
    subjects: Mapping[str, Candidates] = field(factory=dict, validator=functions)
    resources: Mapping[str, Candidates] = field(factory=dict, validator=functions)
    grounds: Callable[[Request, Decision[Any]], object] | None = field(default=None, validator=optional(function))
    takes: Mapping[str, Collection[str]] = field(factory=dict, validator=_keys_by_place)
    for_administrators: bool = field(default=True, validator=boolean)
    largest_page: int = field(default=1_000, validator=whole_number(1, 1_000_000))

    # One and several

    def evaluate(self, message: object) -> dict[str, object]:
        """Answer an access evaluation request.

        Raises:
            InvalidValue: for a malformed request.
        """
        return self._answer(read_request(as_object(message, "request"), self.takes), "0")

    def evaluations(self, message: object) -> dict[str, object]:
        """Answer an access evaluations request; one without evaluations is answered as a single one.

        What is wrong with one of them is an error in the context of that one alone.

        Raises:
            InvalidValue: for a malformed message.
        """
        message = as_object(message, "request")
        for name in ("subject", "action", "resource", "context"):
            as_object(message.get(name, {}), name)
        options = as_object(message.get("options", {}), "options")
        semantic = options.get("evaluations_semantic", "execute_all")
        if not isinstance(semantic, str) or semantic not in _SEMANTICS:
            raise InvalidValue("options.evaluations_semantic", f"one of {', '.join(_SEMANTICS)}", shown(semantic))
        items = message.get("evaluations", [])
        if not isinstance(items, (list, tuple)):
            raise InvalidValue("evaluations", "a list of requests", shown(items))
        if not items:
            return self.evaluate(message)
        answers = []
        for place, item in enumerate(items):
            answers.append(self._item(item, message, place))
            if answers[-1]["decision"] is _SEMANTICS[semantic]:
                break
        return {"evaluations": answers}

    def _item(self, item: object, message: Json, place: int) -> dict[str, object]:
        path = f"evaluations[{place}]"
        try:
            request = read_request(with_defaults(as_object(item, path), message), self.takes, f"{path}.")
        except InvalidValue as error:
            return self._error(error, str(place))
        return self._answer(request, str(place), f"{path}.")

    def _answer(self, request: Request, id: str, path: str = "") -> dict[str, object]:
        try:
            decision = self._decide(request)
        except _UNANSWERED as error:
            return self._error(error, id, path)
        context: dict[str, object] = {"id": id, "reason_user": for_user(decision)}
        if self.for_administrators:
            grounds = None if self.grounds is None else self.grounds(request, decision)
            context["reason_admin"] = for_administrator(decision, grounds)
        return {"decision": decision.allowed, "context": context}

    def _decide(self, request: Request) -> Decision[Any]:
        ask = self.actions.get(request.action.name)
        if ask is None:
            raise InvalidValue("action.name", f"one of {', '.join(self.actions)}", shown(request.action.name))
        decision: object = ask(request)
        if not isinstance(decision, Decision):
            raise InvalidQuestion(f"actions[{request.action.name!r}]: expected a Decision, got {shown(decision)}")
        return decision

    def _error(self, error: ChatlinkPolicyError, id: str, path: str = "") -> dict[str, object]:
        """The answer where there is none: a no that says so; `path` is where the request stands in the message."""
        context: dict[str, object] = {"id": id, "reason_user": {"en": NOT_KNOWN, "error": {"code": code_of(error)}}}
        if self.for_administrators:
            is_of_request = isinstance(error, InvalidValue) and error.field.partition(".")[0] in (*ENTITIES, "context")
            says = f"{path}{error}" if is_of_request else str(error)
            context["reason_admin"] = {"en": f"{says}.", "error": {"code": code_of(error), "message": says}}
        return {"decision": False, "context": context}

    # Searches

    def search_subject(self, message: object) -> dict[str, object]:
        """Answer a subject search request: who of a type may do this with this resource.

        Raises:
            InvalidValue: for a malformed request, and for a page token of another one.
        """
        return self._search(message, "subject")

    def search_resource(self, message: object) -> dict[str, object]:
        """Answer a resource search request: with what of a type this subject may do this.

        Raises:
            InvalidValue: as `search_subject`.
        """
        return self._search(message, "resource")

    def search_action(self, message: object) -> dict[str, object]:
        """Answer an action search request: what this subject may do with this resource.

        Raises:
            InvalidValue: as `search_subject`.
        """
        return self._search(message, "action")

    def _search(self, message: object, searched: Searched) -> dict[str, object]:
        """One page of what is allowed; what could not be judged is named in the context."""
        message = as_object(message, "request")
        request = read_request(message, self.takes, searched=searched)
        page = read_page(message, request, searched, self.largest_page)
        results: list[dict[str, object]] = []
        errors: list[dict[str, object]] = []
        token = ""
        for place, candidate in enumerate(self._candidates(request, searched)):
            if place < page.start:
                continue
            try:
                decision = self._decide(_about(request, searched, candidate))
            except DoesNotApply:
                continue
            except _UNANSWERED as error:
                errors.append({**_named(candidate), "code": code_of(error), "message": str(error)})
                continue
            if decision and len(results) == page.limit:  # a further result, with which the next page starts
                token = page.token(place)
                break
            if decision:
                results.append(_named(candidate))
        answer: dict[str, object] = {}
        if "page" in message or token:
            answer["page"] = {"next_token": token, "count": len(results)}
        if errors:
            answer["context"] = self._not_judged(errors)
        return {**answer, "results": results}

    def _candidates(self, request: Request, searched: Searched) -> Iterator[Entity | Action]:
        if searched == "action":
            yield from map(Action, self.actions)
            return
        kind, known = (
            (request.subject.type, self.subjects) if searched == "subject" else (request.resource.type, self.resources)
        )
        if request.action.name not in self.actions or kind not in known:
            return
        for each in known[kind](request):
            if not isinstance(each, Entity) or each.type != kind:
                raise InvalidQuestion(f"{searched}s[{kind!r}]: expected entities of that type, got {shown(each)}")
            yield each

    def _not_judged(self, errors: list[dict[str, object]]) -> dict[str, object]:
        said = f"{len(errors)} could not be judged and are not listed."
        context: dict[str, object] = {"reason_user": {"en": NOT_COMPLETE}}
        if self.for_administrators:
            context["reason_admin"] = {"en": said, "not_judged": len(errors), "errors": errors[:_MOST_LISTED]}
        return context


def _about(request: Request, searched: Searched, candidate: Entity | Action) -> Request:
    """The same request about one candidate."""
    found: dict[str, Any] = {searched: candidate}
    return evolve(request, **found)


def _named(candidate: Entity | Action) -> dict[str, object]:
    """A candidate by what names it: of its properties only those of ours, which may be part of its name."""
    if isinstance(candidate, Action):
        return {"name": candidate.name}
    own = {OWN: candidate.properties[OWN]} if OWN in candidate.properties else {}
    return {"type": candidate.type, "id": candidate.id, **({"properties": own} if own else {})}
