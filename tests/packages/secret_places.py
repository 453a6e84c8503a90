"""The demo with a made-up secret in every place that can hold one."""

from tests.packages import elements as make
from tests.packages.elements import Element, guid
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake


class SecretPlaces(OrderIntake):
    """`mark` is part of every secret, so that a leak of any shows; None blanks them all."""

    def __init__(self, mark: str | None) -> None:
        super().__init__(1, password=self._secret(mark, "connector password"))
        self.mark = mark

    @staticmethod
    def _secret(mark: str | None, place: str) -> str | None:
        return None if mark is None else f"{mark} {place}"

    def secret(self, place: str) -> str | None:
        return self._secret(self.mark, place)

    def _values(self) -> list[Element]:
        code = self._texts("both", "VARIABLE")
        codes = (self.secret("English"), self.secret("Norwegian"))
        key = self._texts("flagged", "VARIABLE")
        holder = self._texts("holder", "VARIABLE")
        account = {"defaultObjectData": [self._account(holder)]}
        return [
            *super()._values(),
            make.value(self.stamp, code, "Gate code", "ContentEncrypted", *codes),
            make.value(
                self.stamp, key, "API key", "ContentString", self.secret("flagged"), isSecret=True
            ),
            make.value(self.stamp, holder, "Account", "ContentObject", **account),
        ]

    def _account(self, texts: make.Texts) -> Element:
        """An object with a secret in each of the ways a property can be one."""
        properties: list[Element] = [
            {"contentType": "ContentString", "contentValue": "eva"},
            {"contentType": "ContentPassword", "contentValue": self.secret("object property")},
            {
                "contentType": "ContentEncrypted",
                "contentValueContentValueId": texts.add("object", self.secret("object text")),
            },
            {
                "contentType": None,
                "typeElementPropertyId": self.property("Key"),
                "contentValue": self.secret("typed property"),
            },
        ]
        return {
            "internalId": guid(texts.element, "object"),
            "developerName": "Account",
            "properties": properties,
        }

    def _type(self) -> Element:
        element = super()._type()
        texts = self._all_texts[-1][0]
        element["properties"].append(make.type_property(texts, "Key", "ContentPassword"))
        return element

    def _service(self) -> Element:
        return super()._service() | {
            "httpAuthenticationUsername": "intake",
            "httpAuthenticationPassword": self.secret("basic authentication"),
            "clientCertificatePassword": self.secret("certificate"),
        }

    def _identity_provider(self) -> Element:
        return super()._identity_provider() | {"clientSecret": self.secret("client secret")}

    def _open_api(self) -> Element:
        element = super()._open_api()
        element["schemaInfo"]["clientSecret"] = self.secret("API client secret")
        return element

    def _store(self, texts: make.Texts) -> Element:
        element = super()._store(texts)
        element["messageActions"][0]["inputs"].append(
            {
                "developerName": "Signature key",
                "contentType": "ContentPassword",
                "contentValueContentValueId": texts.add("signature", self.secret("input")),
                "valueElementToReferenceId": None,
                "order": 1,
                **self.stamp.inside(id_of("store"), "signature"),
            }
        )
        return element
