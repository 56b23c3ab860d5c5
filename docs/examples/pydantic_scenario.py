"""A scenario as a type of pydantic, for a model or an endpoint: read as strictly as a file, written as plain data."""

from typing import Annotated

from pydantic import BaseModel, PlainSerializer, PlainValidator

from chatlink_policy import NEW_ORGANISATION, Scenario, UnreadableInput
from chatlink_policy.serialization import from_dict, to_dict


def read(data: object) -> Scenario:
    """The scenario, under the policy of the service; pydantic takes a `ValueError` for its own message."""
    try:
        return from_dict(data, Scenario, policy=NEW_ORGANISATION)
    except UnreadableInput as error:
        raise ValueError(str(error)) from error


def write(scenario: Scenario) -> dict[str, object]:
    """The plain data of the scenario, without the policy."""
    return {name: value for name, value in to_dict(scenario).items() if name != "policy"}


class Request(BaseModel):
    """What another system asks, with a scenario in it."""

    request_id: str
    case: Annotated[Scenario, PlainValidator(read), PlainSerializer(write)]
