"""The requests of the standard, read strictly: a malformed one is refused with its path.

Keys that the standard does not name are ignored, as it demands, so that a client of a later version is understood. Only
under `chatlink`, in a context and in properties, keys are ours, and one that nobody takes is refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Literal, cast

from attrs import field

from .._strict_json import quoted_key
from .._validation import text, validator
from .._value import Model, frozen
from ..errors import InvalidValue, shown

__all__ = ["OWN", "Action", "Entity", "Request"]

OWN = "chatlink"
"""The key under which this library takes keys of its own."""

PLACES = frozenset({"context", "subject.properties", "action.properties", "resource.properties"})
"""Where that key may stand."""

Json = Mapping[str, object]
"""An object of a request or an answer."""


def _is_object(value: object) -> bool:
    return isinstance(value, (dict, Mapping)) and all(isinstance(key, str) for key in value)


an_object = validator("an object", _is_object)


@frozen
class Entity(Model):
    """A subject or a resource.

    Attributes:
        type: its type ("user", "chat").
        id: its id, unique within the type; empty for what a search looks for.
        properties: what else is said of it, by whoever asks.
    """

    type: str = field(validator=text)
    id: str = field(validator=text)
    properties: Json = field(factory=dict, validator=an_object)


@frozen
class Action(Model):
    """What the subject wants to do.

    Attributes:
        name: its name; empty for what a search looks for.
        properties: what else is said of it, by whoever asks.
    """

    name: str = field(validator=text)
    properties: Json = field(factory=dict, validator=an_object)


@frozen
class Request(Model):
    """May this subject do this with this resource?

    Attributes:
        subject: who asks.
        action: what for.
        resource: on what.
        context: the circumstances, as whoever asks says them.
    """

    subject: Entity
    action: Action
    resource: Entity
    context: Json = field(factory=dict, validator=an_object)


Searched = Literal["subject", "resource", "action"]
ENTITIES: Mapping[str, tuple[str, ...]] = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}
"""The entities of a request, each with the keys it must have."""


def as_object(value: object, path: str) -> Json:
    """The value, which must be an object."""
    if not _is_object(value):
        raise InvalidValue(path, "an object", shown(value))
    return cast("Json", value)


def of(message: Json, key: str, path: str) -> object:
    """What a key that must be there has."""
    if key not in message:
        raise InvalidValue(f"{path}{key}", "a value", "nothing: the key is missing")
    return message[key]


def read_request(
    message: Json, takes: Mapping[str, Collection[str]], path: str = "", searched: Searched | None = None
) -> Request:
    """Read a request; of what is searched for only the type counts.

    Args:
        message: the request, or one of several.
        takes: the keys of ours that are taken, by place ("resource.properties").
        path: where in the message it stands ("evaluations[1].").
        searched: what is searched for.

    Raises:
        InvalidValue: for whatever is missing or is not what the standard says.
    """

    def part(name: str) -> tuple[list[str], Json]:
        """The texts and the properties of an entity."""
        if name == searched == "action":
            return [""], {}
        entity = as_object(of(message, name, path), f"{path}{name}")
        needed = ENTITIES[name][:1] if name == searched else ENTITIES[name]
        texts = [_text(of(entity, key, f"{path}{name}."), f"{path}{name}.{key}") for key in needed]
        said = as_object(entity.get("properties", {}), f"{path}{name}.properties")
        _own(said, f"{name}.properties", takes, path)
        return ([*texts, ""], {}) if name == searched else (texts, said)

    (subject, who), subject_properties = part("subject")
    (action,), action_properties = part("action")
    (resource, which), resource_properties = part("resource")
    context = as_object(message.get("context", {}), f"{path}context")
    _own(context, "context", takes, path)
    return Request(
        Entity(subject, who, subject_properties),
        Action(action, action_properties),
        Entity(resource, which, resource_properties),
        context,
    )


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue(path, "a text", shown(value))
    return value


def _own(said: Json, place: str, takes: Mapping[str, Collection[str]], path: str) -> None:
    """Refuse a key of ours that nobody takes there."""
    if OWN not in said:
        return
    known = sorted(takes.get(place, ()))
    for key, value in as_object(said[OWN], f"{path}{place}.{OWN}").items():
        if key not in known:
            expected = f"a known key (known are {', '.join(known) or 'none'})"
            raise InvalidValue(f"{path}{place}.{OWN}.{quoted_key(key)}", expected, shown(value))


def with_defaults(item: Json, message: Json) -> Json:
    """One of several evaluations, with what the message as a whole says where the item says nothing.

    An entity of the item takes the place of the whole default, but for the keys that it must have.
    """
    merged: dict[str, object] = {}
    for name in (*ENTITIES, "context"):
        own, default = item.get(name, message.get(name)), message.get(name)
        if isinstance(own, Mapping) and isinstance(default, Mapping):
            own = {key: default[key] for key in ENTITIES.get(name, ()) if key in default} | dict(own)
        if name in item or name in message:
            merged[name] = own
    return merged


# --- Pages ------------------------------------------------------------------------------------------------------------


@frozen
class Page(Model):
    """Which part of the results a search asks for: from which candidate on, and how many at most.

    A token says no more than that, and of which request: whoever makes one up sees nothing that the search would not
    give anyway.
    """

    asked: str
    start: int
    limit: int

    def token(self, next: int) -> str:
        """The token of the page that starts with that candidate."""
        said = json.dumps([self.asked, next, self.limit]).encode()
        return base64.urlsafe_b64encode(said).decode()


def read_page(message: Json, request: Request, searched: Searched, largest: int) -> Page:
    """The page that a search asks for.

    Raises:
        InvalidValue: for a page that is malformed, and for a token of another request or with another limit.
    """
    page = as_object(message.get("page", {}), "page")
    as_object(page.get("properties", {}), "page.properties")
    limit = page.get("limit")
    if "limit" in page and not (type(limit) is int and limit >= 0):
        raise InvalidValue("page.limit", "a whole number from 0", shown(limit))
    asked = _digest(request, searched)
    if not (token := _text(page.get("token", ""), "page.token")):
        return Page(asked, 0, min(limit, largest) if type(limit) is int else largest)
    before = _page_of(token)
    if before is None or before.limit > largest:
        raise InvalidValue("page.token", "the token of a page before, as it came", shown(token))
    if before.asked != asked:
        raise InvalidValue("page.token", "a token of the same request", "one of another")
    if type(limit) is int and min(limit, largest) != before.limit:
        raise InvalidValue("page.limit", f"{before.limit}, as for the page before", shown(limit))
    return before


def _page_of(token: str) -> Page | None:
    """The page that a token is of, None for what is no token."""
    try:
        asked, start, limit = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError):
        return None
    is_page = type(start) is int and start >= 0 and type(limit) is int and limit >= 0
    return Page(asked, start, limit) if is_page else None


def _digest(request: Request, searched: Searched) -> str:
    """What a request asks, in a few characters."""
    said = [searched, *((each.type, each.id, each.properties) for each in (request.subject, request.resource))]
    try:
        written = json.dumps([*said, request.action.name, request.action.properties, request.context], sort_keys=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidValue("request", "what JSON can hold", shown(str(error))) from None
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]
