"""The shared elements of the demo: connector, type, values, page and the newer kinds."""

from tests.packages import elements as make
from tests.packages.elements import Element, Stamp, Texts, guid, ref

EN, NO = guid("culture", "EN", "USA"), guid("culture", "NO", "NOR")
CONNECTOR_URI = "https://orders-dev.example.com/api/orders/1"

_NOT_PROVIDED = [
    f"provides{what}" for what in ("Files", "Views", "Identity", "Social", "AutoBinding")
]


def id_of(name: str) -> str:
    return guid("order intake", name)


class SharedElements:
    def __init__(self, version: int, password: str | None = None) -> None:
        self.version = version
        self.password = password
        self.stamp = Stamp(version)
        self._all_texts: list[tuple[Texts, str]] = []

    def documents(self) -> list[Element]:
        """Of all elements built so far."""
        return [
            texts.document(kind, guid(texts.element, "version", self.version))
            for texts, kind in self._all_texts
        ]

    def property(self, name: str) -> str:
        return guid(id_of("type"), "property", name)

    def _texts(self, name: str, element_type: str) -> Texts:
        texts = Texts(id_of(name), (EN, NO))
        self._all_texts.append((texts, element_type))
        return texts

    def _service(self) -> Element:
        names = ["orders/store", "orders/cancel"] + ["orders/track"] * (self.version - 1)
        return self.stamp.on(
            id_of("service"),
            "SERVICE",
            "Order Desk",
            developerSummary="Keeps the orders",
            uri=CONNECTOR_URI,
            format="json",
            version="1",
            providesData=True,
            providesLogic=True,
            **dict.fromkeys(_NOT_PROVIDED, False),
            sendDecryptedValues=False,
            # The platform hands actions out in another order after every refresh.
            actions=[self._action(name) for name in names[:: 1 if self.version == 1 else -1]],
            configurationValues=[
                self._configuration(0, "User", "ContentString", "user"),
                self._configuration(1, "Password", "ContentPassword", "password"),
            ],
            httpAuthenticationUsername=None,
            httpAuthenticationPassword=None,
            clientCertificateValueReference=make.ZERO,
            clientCertificatePasswordValueReference=make.ZERO,
            identityProviderElementId=None,
            openApiId=ref(id_of("open api")),
        )

    def _configuration(self, place: int, name: str, kind: str, value: str) -> Element:
        return {
            "developerName": name,
            "contentType": kind,
            "valueElementToReferenceId": ref(id_of(value)),
            "typeElementId": None,
            "ordinal": place,
            **self.stamp.inside(id_of("service"), "configuration", name),
        }

    def _action(self, uri_part: str) -> Element:
        return {
            "uriPart": uri_part,
            "developerName": uri_part.rpartition("/")[2].capitalize(),
            "developerSummary": "",
            "isViewMessageAction": False,
            "serviceActionOutcomes": None,
            "serviceInputs": [
                {
                    "developerName": "Order",
                    "contentType": "ContentObject",
                    "typeElementId": ref(id_of("type")),
                    "valueElementToReferenceId": None,
                    "ordinal": 0,
                    **self.stamp.inside(id_of("service"), uri_part, "input"),
                }
            ],
            "serviceOutputs": [],
            **self.stamp.inside(id_of("service"), uri_part),
        }

    def _type(self) -> Element:
        texts = self._texts("type", "TYPE")
        names = [("Number", "ContentString"), ("Customer", "ContentString")]
        names += [("Placed", "ContentDateTime")] * (self.version - 1)
        binding = guid(texts.element, "binding")
        return self.stamp.on(
            texts.element,
            None,
            "Order",
            developerSummary=None,
            externalId="order",
            deletable=False,
            selectable=True,
            updateable=True,
            serviceElementId=ref(id_of("service")),
            properties=[make.type_property(texts, name, kind) for name, kind in names],
            bindings=[
                {
                    "guid": binding,
                    "developerName": "Orders table",
                    "developerSummary": None,
                    "databaseTableName": "orders",
                    "serviceElementId": ref(id_of("service")),
                    "propertyBindings": [
                        {
                            "databaseFieldName": name.lower(),
                            "typeElementPropertyId": self.property(name),
                            **self.stamp.inside(texts.element, "binding of", name),
                        }
                        for name, _ in names
                    ],
                    **self.stamp.inside(texts.element, "binding"),
                    "id": binding,
                }
            ],
        )

    def _values(self) -> list[Element]:
        specs = [
            ("order", "Order", "ContentObject", (), {"type_id": id_of("type")}),
            ("prefix", "Order prefix", "ContentString", ("ORD-", "BEST-"), {}),
            ("user", "Order Desk user", "ContentString", ("intake",), {}),
            ("password", "Order Desk password", "ContentPassword", (self.password,), {}),
        ]
        if self.version > 1:
            specs.append(("note", "Note", "ContentString", ("{{ORDER_NOTE}}",), {}))
        return [
            make.value(self.stamp, self._texts(name, "VARIABLE"), title, kind, *defaults, **more)
            for name, title, kind, defaults, more in specs
        ]

    def _macro(self) -> Element:
        return self.stamp.on(
            id_of("macro"),
            "MACRO",
            "Number the order",
            developerSummary=None,
            code='state.setStringValue("{![Order prefix]}", '
            'state.getStringValue("{![Order prefix]}") + Date.now());',
        )

    def _tag(self) -> Element:
        return self.stamp.on(
            id_of("tag"),
            "TAG",
            "Urgent",
            developerSummary=None,
            contentType="ContentString",
            typeElementId=None,
        )

    def _page(self) -> Element:
        texts = self._texts("page", "PAGE_LAYOUT")
        main = guid(texts.element, "container", "Main")
        return self.stamp.on(
            texts.element,
            "PAGE_LAYOUT",
            "Order page",
            developerSummary=None,
            labelContentValueId=texts.add("label", "Order", "Bestilling"),
            stopConditionsOnFirstTrue=False,
            saveHiddenInputs=False,
            modernPageLayout=False,
            attributes=None,
            pageConditions=None,
            tags=[{"tagElementId": ref(id_of("tag")), "valueElementToReferenceId": None}],
            pageContainers=[self._container(texts, main)],
            pageComponents=self._components(texts, main),
        )

    def _container(self, texts: Texts, id_: str) -> Element:
        return {
            "guid": id_,
            "developerName": "Main",
            "containerType": "VERTICAL_FLOW",
            "labelContentValueId": texts.add("label of main"),
            "pageContainers": None,
            "className": None,
            "order": 0,
            "attributes": None,
            "tags": None,
            **self.stamp.inside(texts.element, "container"),
            "id": id_,
        }

    def _components(self, texts: Texts, container: str) -> list[Element]:
        label = ("Customer" if self.version == 1 else "Customer name", "Kunde")
        intro = "<p>Dear {![$User].[First Name]}, your prefix is {![Order prefix]}.</p>"
        specs: list[tuple[str, str, Element]] = [
            ("Customer", "input", {"bound": id_of("prefix"), "label": label}),
            ("Lines", "order-lines", {"attributes": {"height": "12"}}),
            ("Intro", "presentation", {"content": intro}),
        ]
        return [
            make.component(self.stamp, texts, name, kind, container, order=place, **more)
            for place, (name, kind, more) in enumerate(specs)
        ]

    def _identity_provider(self) -> Element:
        return self.stamp.on(
            id_of("identity provider"),
            None,
            "Company login",
            developerSummary=None,
            type="oidc",
            clientId="order-intake",
            clientSecret=None,
            discoveryUrl="https://login.example.com/.well-known/openid-configuration",
        )

    def _custom_component(self) -> Element:
        return self.stamp.on(
            id_of("custom component"),
            None,
            "Order lines",
            developerSummary=None,
            key="order-lines",
            scriptURL="https://static.example.com/order-lines.js",
            legacyScriptURL=None,
            styleSheetURL=None,
            attributes={"height": "Rows to show"},
            configurationEditors=["height"],
        )

    def _open_api(self) -> Element:
        scheme = {"reference": {"id": "oauth", "isExternal": False, "type": 6}, "type": 2}
        return self.stamp.on(
            id_of("open api"),
            None,
            "Order Desk API",
            developerSummary=None,
            schemaInfo={
                "serverUrl": "https://orders-dev.example.com",
                "schemaUrl": None,
                "security": "OAUTH2",
                "paths": [
                    {
                        "path": "/orders",
                        "operation": {"method": "POST"},
                        "parameterInfos": [],
                        "securitySchemes": [scheme],
                        "shouldGenerateType": True,
                    }
                ],
                "me": None,
                "scopes": "orders",
            },
        )
