"""New stamps: a new version of the same content, and the versions that a flow pins."""

from uuid import UUID, uuid4

import orjson

from libs.flows import kinds
from libs.flows.manifest import manifest_digest
from libs.flows.read import read_package
from libs.flows.stamps import restamp, with_references_pinned
from libs.flows.write import write_package
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import element, own_packages, plain

_PACKAGE = read_package(orjson.dumps(OrderIntake(1).package()))
_VERSION, _PERSON = UUID(int=0xABC), UUID(int=0xDEF)
_DATE = "2027-01-01T00:00:00.0000000+00:00"


def test_a_restamped_element_is_the_same_content_under_another_version() -> None:
    parts = [
        restamp(part, version_id=_VERSION, modified=_DATE, by=_PERSON) for part in _PACKAGE.parts
    ]
    assert [p.digest for p in parts] == [p.digest for p in _PACKAGE.parts]
    assert {(p.version_id, p.modified) for p in parts} == {(_VERSION, _DATE)}
    data = write_package(parts, _PACKAGE.cultures, _PACKAGE.rest)
    page = element(plain(data), id_of("page"))
    assert page["compositeId"]["versionId"] == str(_VERSION)
    assert page["pageComponents"][0]["parentVersionId"] == str(_VERSION)
    assert (page["dateModified"], page["userModified"]) == (_DATE, str(_PERSON))
    assert "userModifiedObject" not in page
    assert "userOwnerObject" in page
    documents = plain(data)["contentValueDocuments"]
    assert {d["elementVersionId"] for d in documents} == {str(_VERSION)}
    assert read_package(data).digest == _PACKAGE.digest


def test_date_and_modifier_stay_where_none_are_given() -> None:
    part = restamp(_PACKAGE.flow, version_id=_VERSION)
    assert part.modified == _PACKAGE.flow.modified
    data = write_package([part, *_PACKAGE.parts[1:]], _PACKAGE.cultures, _PACKAGE.rest)
    expected = OrderIntake(1).package()["flowConfiguration"]
    assert plain(data)["flowConfiguration"]["userModifiedObject"] == expected["userModifiedObject"]


def test_a_flow_pins_exactly_the_elements_given_at_their_versions() -> None:
    versions: dict[tuple[kinds.Kind, UUID], UUID | None] = {
        (part.kind, part.id): _VERSION for part in _PACKAGE.parts
    }
    flow = with_references_pinned(_PACKAGE.flow, versions)
    assert flow.digest == _PACKAGE.flow.digest
    written = plain(write_package([flow], _PACKAGE.cultures, _PACKAGE.rest))["flowConfiguration"]
    pins = written["valueElementIds"]
    assert {pin["versionId"] for pin in pins.values()} == {str(_VERSION)}
    assert pins[id_of("prefix")]["developerName"] == "Order prefix"
    assert written["flowIds"] == {}


def test_a_flow_that_pins_other_elements_is_other_content() -> None:
    new = uuid4()
    versions: dict[tuple[kinds.Kind, UUID], UUID | None] = {
        (kinds.VALUE, UUID(id_of("prefix"))): None,
        (kinds.TAG, new): _VERSION,
    }
    flow = with_references_pinned(_PACKAGE.flow, versions)
    assert flow.digest != _PACKAGE.flow.digest
    written = plain(write_package([flow], _PACKAGE.cultures, _PACKAGE.rest))["flowConfiguration"]
    before = OrderIntake(1).package()["flowConfiguration"]
    prefix = before["valueElementIds"][id_of("prefix")]
    assert written["valueElementIds"] == {id_of("prefix"): prefix}
    assert written["tagElementIds"] == {str(new): {"guid": str(new), "versionId": str(_VERSION)}}
    assert written["pageElementIds"] == {}


def test_a_manifest_digest_differs_with_the_stamps_a_package_digest_does_not() -> None:
    restamped = OrderIntake(1).package()
    restamped["tagElementConfigurations"][0]["dateModified"] = _DATE
    other = read_package(orjson.dumps(restamped))
    assert other.digest == _PACKAGE.digest
    assert manifest_digest(other) != manifest_digest(_PACKAGE)
    again = read_package(own_packages()[0].values[0])
    assert manifest_digest(again) == manifest_digest(_PACKAGE)
