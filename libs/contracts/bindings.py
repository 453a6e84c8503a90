"""A tenant's own values for what packages leave open. They are secret as a whole.

They travel sealed: in `sluice.job_input` while a job needs them, in `sluice.binding` when they are
kept. No message, event, plan or job row holds one.
"""

from typing import Self
from uuid import UUID

from pydantic import ConfigDict, Field, SecretStr, model_validator
from pydantic.alias_generators import to_camel

from libs.contracts.values import Value


class Named(Value):
    """Of an element, named by id or by name."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True
    )

    id: UUID | None = None
    name: str | None = Field(None, max_length=500)

    @model_validator(mode="after")
    def _is_named_once(self) -> Self:
        if (self.id is None) == (self.name is None):
            raise ValueError("name the element by `id` or by `name`, and not by both")
        return self


class ValueBinding(Named):
    """The default of a value element, in every culture: a password or any other text."""

    value: SecretStr


class ConnectorBinding(Named):
    """End-point, authentication and configuration of a connector. What is left out stays."""

    uri: str | None = None
    username: str | None = None
    password: SecretStr | None = None
    configuration: dict[str, SecretStr] = Field(default_factory=dict)
    """Configuration value by its name: the default of the value element that it refers to."""


class Bindings(Value):
    values: tuple[ValueBinding, ...] = ()
    connectors: tuple[ConnectorBinding, ...] = ()


class JobInput(Value):
    """What a job needs and its row may not hold. It is forgotten when the job ends."""

    bindings: Bindings = Bindings()
    passphrase: SecretStr | None = None
    """Opens a sealed package on import, or seals one on export."""
