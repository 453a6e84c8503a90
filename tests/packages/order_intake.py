"""The demo: "Order intake" takes an order in on a page, stores it through a connector, files it.

Version 2 is the upgrade a template store would ship: a renamed page field, a new connector action,
one more value, one step less. Every kind of element and every kind of reference occurs.
"""

from typing import Any

from libs.flows.kinds import COLLECTIONS, MANIFESTS
from tests.packages import elements as make
from tests.packages.elements import Element, Texts, guid, ref
from tests.packages.order_elements import SharedElements
from tests.packages.order_elements import id_of as _id

_COLLECTION_OF = {kind: collection for collection, kind in COLLECTIONS.items()}


def _pins(elements: list[Element]) -> Element:
    return {e["compositeId"]["guid"]: e["compositeId"] for e in elements}


class OrderIntake(SharedElements):
    """Builds one version; `password` is the connector password's default, None for blanked."""

    def package(self) -> Element:
        collections = {
            "flowConfigurations": [],
            "contentValueCultures": [
                make.culture("EN", "USA", "United States of America", default=True),
                make.culture("NO", "NOR", "Norway", default=False),
            ],
            "contentValueDocuments": [],
            "navigationElementConfigurations": [self._navigation()],
            "mapElementConfigurations": self._map(),
            "groupElementConfigurations": [self._group()],
            "serviceElementConfigurations": [self._service()],
            "typeElementConfigurations": [self._type()],
            "valueElementConfigurations": self._values(),
            "macroElementConfigurations": [self._macro()],
            "tagElementConfigurations": [self._tag()],
            "pageElementConfigurations": [self._page()],
            "identityProviderElementConfigurations": [self._identity_provider()],
            "customPageComponentElementConfigurations": [self._custom_component()],
            "openApiConfigurations": [self._open_api()],
        }
        collections["contentValueDocuments"] = self.documents()
        return {"flowConfiguration": self._flow(collections), **collections}

    def _flow(self, collections: dict[str, Any]) -> Element:
        ids = {field: _pins(collections[_COLLECTION_OF[kind]]) for field, kind in MANIFESTS.items()}
        return self.stamp.on(
            _id("flow"),
            None,
            "Order intake",
            developerSummary="Takes orders in and hands them to the warehouse",
            authorization={
                "serviceElementId": None,
                "globalAuthenticationType": "PUBLIC",
                "streamBehaviourType": "NONE",
                "showPagesAsReadOnly": False,
                "users": None,
                "groups": None,
                **self.stamp.inside(_id("flow"), "authorization"),
            },
            identityProvider={
                "id": _id("identity provider"),
                "allowedUsers": [],
                "allowedGroups": [],
            },
            isDefault=True,
            isActive=True,
            allowJumping=False,
            enableHistoricalNavigation=False,
            stateExpirationLength=0,
            idleStateExpirationLength=0,
            stateLockedByUserModification=False,
            comment=f"Order intake, release {self.version}",
            startMapElementId=ref(_id("start")),
            **ids,
            contentValueIds={},
            tags=None,
            displayRootFaults=False,
            translationNotes=None,
        )

    def _map(self) -> list[Element]:
        start = self._texts("start", "START")
        begin = make.outcome(self.stamp, start, "Begin", _id("ask"))
        elements = [
            make.map_element(self.stamp, start, "Start", "START", 0, outcomes=[begin]),
            self._ask(self._texts("ask", "input")),
            self._store(self._texts("store", "message")),
        ]
        if self.version == 1:
            elements.append(self._file(self._texts("file", "operator")))
        return [*elements, self._hand_over(self._texts("done", "subflow"))]

    def _ask(self, texts: Texts) -> Element:
        send = make.outcome(
            self.stamp,
            texts,
            "Send",
            _id("store"),
            pageObjectBindingId=guid(_id("page"), "component", "Lines"),
            pageActionType="SAVE",
        )
        override = {
            "navigationElementId": ref(_id("navigation")),
            "navigationItemId": guid(_id("navigation"), "item", "Orders"),
            "locationMapElementId": ref(_id("start")),
            "isEnabled": True,
            "isVisible": True,
        }
        return make.map_element(
            self.stamp,
            texts,
            "Ask for the order",
            "input",
            150,
            groupElementId=ref(_id("group")),
            pageElementId=ref(_id("page")),
            pageElementDeveloperName="Order page",
            outcomes=[send],
            navigationOverrides=[override],
        )

    def _hand_over(self, texts: Texts) -> Element:
        number = f"flowkey___{_id('order')}|{self.property('Number')}___flowkey"
        argument = {
            "valueElementInSubflowId": {"id": _id("warehouse order")},
            "valueElementToApplyId": ref(_id("order")),
        }
        version = guid("warehouse", self.version)
        return make.map_element(
            self.stamp,
            texts,
            "Hand over",
            "subflow",
            600,
            subflow={
                "flowId": {"id": _id("warehouse flow"), "versionId": version},
                "arguments": [argument],
                "value": None,
            },
            user_content=f"Order {number}",
        )

    def _store(self, texts: Texts) -> Element:
        after = "file" if self.version == 1 else "done"
        action = {
            "developerName": "Store the order",
            "serviceElementId": ref(_id("service")),
            "uriPart": "orders/store",
            "inputs": [
                {
                    "developerName": "Order",
                    "contentType": "ContentObject",
                    "contentValueContentValueId": texts.add("input"),
                    "typeElementId": ref(_id("type")),
                    "valueElementToReferenceId": ref(_id("order")),
                    "order": 0,
                    **self.stamp.inside(texts.element, "input"),
                }
            ],
            "outputs": [],
            "attributes": {"retries": "3", "queue": None},
            "order": 0,
            "disabled": False,
            **self.stamp.inside(texts.element, "action"),
        }
        return make.map_element(
            self.stamp,
            texts,
            "Store the order",
            "message",
            300,
            messageActions=[action],
            outcomes=[make.outcome(self.stamp, texts, "Stored", _id(after))],
            listeners=[self._listener(texts)],
        )

    def _listener(self, texts: Texts) -> Element:
        return {
            "developerName": "Warehouse",
            "serviceElementId": ref(_id("service")),
            "listenerType": "EDIT",
            "sharedElementToReferenceForListeningId": ref(_id("order")),
            "attributes": None,
            **self.stamp.inside(texts.element, "listener"),
        }

    def _file(self, texts: Texts) -> Element:
        operation = {
            "valueElementToApplyId": ref(_id("order"), self.property("Number"), "SET_EQUAL"),
            "valueElementToReferenceId": ref(_id("prefix"), None, "VALUE_OF"),
            "valueElementToReferenceRelativeId": None,
            "macroElementToExecuteId": ref(_id("macro")),
            "typeElementId": None,
            "order": 0,
            "disabled": False,
            **self.stamp.inside(texts.element, "operation"),
        }
        return make.map_element(
            self.stamp,
            texts,
            "File the order",
            "operator",
            450,
            operations=[operation],
            outcomes=[make.outcome(self.stamp, texts, "Filed", _id("done"))],
        )

    def _group(self) -> Element:
        return self.stamp.on(
            _id("group"),
            "swimlane",
            "Sales desk",
            developerSummary=None,
            x=-40,
            y=100,
            width=400,
            height=300,
            isOpen=False,
            groupElementId=None,
            authorization={
                "serviceElementId": ref(_id("service")),
                "globalAuthenticationType": "SPECIFIED",
                "streamBehaviourType": "NONE",
                "showPagesAsReadOnly": False,
                "users": None,
                "groups": [
                    {
                        "authenticationId": "sales",
                        "attribute": "MEMBERS",
                        "friendlyName": "Sales",
                        "serviceElementId": ref(_id("service")),
                        **self.stamp.inside(_id("group"), "sales"),
                    }
                ],
                **self.stamp.inside(_id("group"), "authorization"),
            },
            identityProvider=None,
        )

    def _navigation(self) -> Element:
        texts = self._texts("navigation", "NAVIGATION")
        item = guid(texts.element, "item", "Orders")
        return self.stamp.on(
            texts.element,
            "NAVIGATION",
            "Main menu",
            developerSummary=None,
            labelContentValueId=texts.add("label", "Menu", "Meny"),
            navigationItems=[
                {
                    "guid": item,
                    "id": item,
                    "developerName": "Orders",
                    "developerSummary": None,
                    "labelContentValueId": texts.add("orders", "Orders", "Bestillinger"),
                    "locationMapElementId": ref(_id("start")),
                    "navigationItems": [],
                    "order": 0,
                    "tags": None,
                    "valuesToReset": [{"id": _id("order"), "resetType": "EMPTY"}],
                    "url": None,
                }
            ],
            tags=None,
            persistState=False,
            persistValues=True,
        )
