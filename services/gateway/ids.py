"""Ids in paths. The platform describes some as plain strings and some as UUIDs; all are UUIDs."""

from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import Path
from pydantic import WithJsonSchema

AsText: TypeAlias = Annotated[UUID, WithJsonSchema({"type": "string"})]
"""Described as a plain string, as the platform does on this route."""

Id: TypeAlias = Annotated[UUID, Path(alias="id")]
IdAsText: TypeAlias = Annotated[AsText, Path(alias="id")]
EnvironmentId: TypeAlias = Annotated[UUID, Path(alias="environmentId")]
EnvironmentIdAsText: TypeAlias = Annotated[AsText, Path(alias="environmentId")]
