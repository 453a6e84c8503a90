"""A small package of today's shape, whose parts a test can vary one by one."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

DAY = "2026-03-01T09:00:00.0000000+00:00"


@dataclass(frozen=True)
class Sample:
    """A flow with a start, one connector, a password value and a plain one. Ids are new ones.

    `secret` fills both secret slots: the password value's text and the connector's password.
    """

    name: str = "Sample"
    flow: UUID = field(default_factory=uuid4)
    version: UUID = field(default_factory=uuid4)
    start: UUID = field(default_factory=uuid4)
    step: UUID | None = field(default_factory=uuid4)
    connector: UUID = field(default_factory=uuid4)
    password: UUID = field(default_factory=uuid4)
    value: UUID = field(default_factory=uuid4)
    culture: UUID = field(default_factory=uuid4)
    password_text: UUID = field(default_factory=uuid4)
    uri: str = "https://connector.example/api/1"
    summary: str = "A sample connector"
    secret: str | None = None
    comment: str | None = "first"

    def data(self) -> bytes:
        return json.dumps(self.package()).encode()

    def package(self) -> dict[str, Any]:
        maps = [self._map(self.start, "START")]
        if self.step is not None:
            maps.append(self._map(self.step, "step"))
        return {
            "flowConfiguration": self._flow(maps),
            "flowConfigurations": [],
            "contentValueCultures": [self._culture()],
            "contentValueDocuments": [self._document()],
            "navigationElementConfigurations": [],
            "mapElementConfigurations": maps,
            "groupElementConfigurations": [],
            "serviceElementConfigurations": [self._connector()],
            "typeElementConfigurations": [],
            "valueElementConfigurations": [self._password(), self._value()],
            "macroElementConfigurations": [],
            "tagElementConfigurations": [],
            "pageElementConfigurations": [],
            "identityProviderElementConfigurations": [],
            "customPageComponentElementConfigurations": [],
            "openApiConfigurations": [],
        }

    def _flow(self, maps: list[dict[str, Any]]) -> dict[str, Any]:
        ids = {one["compositeId"]["guid"]: one["compositeId"] for one in maps}
        service = self._connector()["compositeId"]
        return {
            **self._element(self.flow, "FLOW", self.name),
            "compositeId": {"guid": str(self.flow), "versionId": str(self.version)},
            "isActive": False,
            "isDefault": False,
            "comment": self.comment,
            "startMapElementId": {"guid": str(self.start)},
            "mapElementIds": ids,
            "serviceElementIds": {service["guid"]: service},
            "valueElementIds": {
                one["compositeId"]["guid"]: one["compositeId"]
                for one in (self._password(), self._value())
            },
        }

    def _map(self, guid: UUID, kind: str) -> dict[str, Any]:
        element = self._element(guid, kind, kind.title())
        if kind == "START" and self.step is not None:
            outcome = {"guid": str(self.start), "newMapElementId": {"guid": str(self.step)}}
            element["outcomes"] = [outcome]
        return element

    def _connector(self) -> dict[str, Any]:
        return {
            **self._element(self.connector, "SERVICE", "Sample Connector"),
            "developerSummary": self.summary,
            "uri": self.uri,
            "httpAuthenticationUsername": "sample",
            "httpAuthenticationPassword": self.secret,
            "actions": [],
            "configurationValues": [],
        }

    def _password(self) -> dict[str, Any]:
        return {
            **self._element(self.password, "VARIABLE", "Sample Password"),
            "contentType": "ContentPassword",
            "access": "PRIVATE",
            "defaultContentValueContentValueId": {"guid": str(self.password_text)},
        }

    def _value(self) -> dict[str, Any]:
        return {
            **self._element(self.value, "VARIABLE", "Sample Value"),
            "contentType": "ContentString",
            "access": "PRIVATE",
        }

    def _culture(self) -> dict[str, Any]:
        return {
            "compositeId": {"guid": str(self.culture)},
            "developerName": "English",
            "isDefault": True,
            "brand": None,
            "country": "USA",
            "language": "EN",
            "variant": None,
        }

    def _document(self) -> dict[str, Any]:
        texts = {str(self.password_text): self.secret}
        return {
            "elementId": str(self.password),
            "elementType": "VARIABLE",
            "contentValueDocumentTranslations": {str(self.culture): {"contentValues": texts}},
        }

    def _element(self, guid: UUID, kind: str, name: str) -> dict[str, Any]:
        return {
            "compositeId": {"guid": str(guid), "versionId": str(self.version), "elementType": kind},
            "developerName": name,
            "developerSummary": "",
            "dateCreated": DAY,
            "dateModified": DAY,
        }
