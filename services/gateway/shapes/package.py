"""Sharing tokens, URI mappings and import conflicts."""

from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import Shape


class SharedPackageRequestAPI(Shape):
    token: str | None = Field(None, repr=False)


class SharedPackageResponseAPI(Shape):
    token: str | None = Field(None, repr=False)


class UriMapping(Shape):
    from_: str | None = Field(None, alias="from")
    to: str | None = None


class PackageElement(Shape):
    id: UUID
    developer_name: str | None = None


class PackageElements(Shape):
    flows: list[PackageElement] | None = None
    group_elements: list[PackageElement] | None = None
    macro_elements: list[PackageElement] | None = None
    map_elements: list[PackageElement] | None = None
    navigation_elements: list[PackageElement] | None = None
    page_elements: list[PackageElement] | None = None
    service_elements: list[PackageElement] | None = None
    tag_elements: list[PackageElement] | None = None
    type_elements: list[PackageElement] | None = None
    value_elements: list[PackageElement] | None = None
    identity_provider_elements: list[PackageElement] | None = None
    custom_page_component_elements: list[PackageElement] | None = None


class PackageConflictResponse(Shape):
    existing_elements: PackageElements | None = None
