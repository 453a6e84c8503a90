"""A value that an export left out as a likely secret does not erase the tenant's own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.flows import kinds
from libs.flows.arrival import Arrival, arrive
from libs.flows.bindings import Bindings, ConnectorBinding, ValueBinding
from libs.flows.faults import Fault, FaultCode
from libs.flows.integrity import STATEMENT, signed
from libs.flows.issues import IssueCode
from libs.flows.likely_secrets import without_likely_secrets
from libs.flows.merging import Remembered
from libs.flows.model import Package, Part
from libs.flows.plan import Plan, plan_import
from libs.flows.read import read_package
from libs.flows.uris import uri_of
from libs.flows.wishes import OnConflict, Wishes
from libs.flows.write import write_package
from libs.runtime.signing import Signer
from tests.packages.elements import Stamp, Texts, value
from tests.packages.order_elements import EN, NO, id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import element
from tests.unit.flows.tenants import Tenant

_KEY = "AKIA" + "QJX7PLM4RTZ2WVNB"
_FIELD = "defaultContentValueContentValueId"
_URI = "https://joe:{}@host.example.com/api"
_CODE = "var a = 1;\nvar k = '{}';\nreturn {};"
_VALUE, _ACCOUNT = (uuid5(UUID(int=0), name) for name in ("API key", "Account"))
_SERVICE, _MACRO = UUID(id_of("service")), UUID(id_of("macro"))
_SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(b"s" * 32))
_OVERWRITE = Wishes(on_conflict=OnConflict.OVERWRITE)


def _whole(
    key: str = "hunter2hunter2",
    login: str = "s3cretpw",
    code: str = _KEY,
    *,
    norwegian: str | None = None,
    returns: int = 1,
) -> Package:
    """The demo with a secret in a value, an object's property, a connector's URI and a macro."""
    package = OrderIntake(1, password="let me in").package()
    texts = Texts(str(_VALUE), (EN, NO))
    defaults = (key,) if norwegian is None else (key, norwegian)
    new = [value(Stamp(1), texts, "API key", "ContentString", *defaults)]
    account = Texts(str(_ACCOUNT), (EN, NO))
    properties = [
        {"developerName": "Colour", "contentType": "ContentString", "contentValue": "red"},
        {"developerName": "Api key", "contentType": "ContentString", "contentValue": key},
    ]
    data: list[Any] = [{"internalId": id_of("x"), "properties": properties}]
    more = {"defaultObjectData": data}
    new.append(value(Stamp(1), account, "Account", "ContentObject", **more))
    package["valueElementConfigurations"] += new
    package["contentValueDocuments"].append(texts.document("VARIABLE", str(_VALUE)))
    element(package, str(_SERVICE))["uri"] = _URI.format(login) if login else "https://host.example"
    element(package, str(_MACRO))["code"] = _CODE.format(code, returns)
    return read_package(orjson.dumps(package))


def _file(package: Package) -> bytes:
    parts, blanked = without_likely_secrets(package.parts)
    data = write_package(parts, package.cultures, package.rest, package.secrets)
    return signed(data, _SIGNER, blanked)


def _blank(**said: Any) -> Package:
    return read_package(_file(_whole(**said)))


def _tenant(package: Package) -> Tenant:
    tenant = Tenant()
    _apply(tenant, package)
    return tenant


def _arrive(tenant: Tenant, package: Package, **more: Any) -> Arrival:
    own = [row.effective for row in tenant.rows.values()]
    return arrive(package, _OVERWRITE, existing=own, **more)


def _apply(tenant: Tenant, package: Package, **more: Any) -> Plan:
    arrival = _arrive(tenant, package, **more)
    plan = plan_import(arrival, tenant.target(arrival), _OVERWRITE)
    tenant.apply(plan, arrival)
    return plan


def _verdicts(plan: Plan) -> set[str]:
    return {change.verdict for change in plan.changes}


def _told(plan: Plan) -> list[tuple[UUID, str | None]]:
    issues = [one for one in plan.issues if one.code == IssueCode.BLANKED_SECRET]
    return [(one.elements[0].id, one.path) for one in issues]


def _part(parts: Sequence[Part], id_: UUID) -> Part:
    return next(part for part in parts if part.id == id_)


_PLACES = [
    (_SERVICE, "uri"),
    (_VALUE, _FIELD),
    (_ACCOUNT, f"defaultObjectData/{id_of('x')}/properties/Api%20key/contentValue"),
    (_MACRO, "code"),
]


def test_a_file_lists_what_was_left_out_and_nothing_of_it() -> None:
    data = _file(_whole(norwegian="hunter3hunter3"))
    for secret in (b"hunter2", b"hunter3", b"s3cretpw", _KEY.encode()):
        assert secret not in data
    provenance = read_package(data).provenance
    assert provenance is not None
    paths = [(one.id, one.path, one.gaps) for one in provenance.blanked]
    (service, uri), (_, field), (account, place), (macro, code) = _PLACES
    assert sorted(paths) == sorted(
        [
            (service, uri, (12,)),
            (_VALUE, f"{field}@EN/USA//", (0,)),
            (_VALUE, f"{field}@NO/NOR//", (0,)),
            (account, place, (0,)),
            (macro, code, (20,)),
        ]
    )


def test_the_list_is_part_of_what_is_digested_and_signed() -> None:
    package = orjson.loads(_file(_whole()))
    package[STATEMENT]["blanked"].pop()
    with pytest.raises(Fault) as caught:
        read_package(orjson.dumps(package))
    assert caught.value.code == FaultCode.ALTERED


@pytest.mark.parametrize("spoilt", [{"gaps": []}, {"gaps": [-1]}, {"gaps": ["0"]}, {"id": "x"}])
def test_a_list_that_is_none_is_refused(spoilt: dict[str, Any]) -> None:
    package = orjson.loads(_file(_whole()))
    package[STATEMENT]["blanked"][0] |= spoilt
    with pytest.raises(Fault) as caught:
        read_package(orjson.dumps(package))
    assert caught.value.code == FaultCode.WRONG_TYPE


@pytest.mark.parametrize(
    "own",
    [
        {},
        {"key": "ours", "login": "our-pw", "code": "our key"},
        {"key": "ours", "norwegian": "v\u00e5r"},
    ],
)
def test_the_tenants_own_stays_and_the_elements_are_identical(own: dict[str, Any]) -> None:
    tenant = _tenant(_whole(**own))
    before = dict(tenant.rows)
    plan = _apply(tenant, _blank(norwegian="hunter3hunter3" if "norwegian" in own else None))
    assert _verdicts(plan) == {"identical"}
    assert (_told(plan), tenant.rows) == ([], before)
    assert plan.missing == ()


def test_what_else_the_package_changes_arrives_and_the_tenants_own_stays_in_it() -> None:
    tenant = _tenant(_whole("ours", "our-pw", "our key"))
    plan = _apply(tenant, _blank(returns=2))
    assert [c.id for c in plan.changes if c.verdict == "update"] == [_MACRO]
    code = orjson.loads(tenant.rows[kinds.MACRO, _MACRO].part.content)["code"]
    assert code == _CODE.format("our key", 2)
    assert _told(plan) == []
    assert _verdicts(_apply(tenant, _blank(returns=2))) == {"identical"}


def test_what_the_tenant_lacks_is_told_and_can_be_bound() -> None:
    plan = _apply(Tenant(), _blank(norwegian="hunter3hunter3"))
    assert sorted(_told(plan)) == sorted(_PLACES)
    assert [(one.id, one.field) for one in plan.missing] == [(_VALUE, "value")]
    empty = _tenant(_blank())
    assert sorted(_told(_apply(empty, _blank()))) == sorted(_PLACES)


def test_a_tenants_text_without_the_secrets_place_is_told_and_gives_way() -> None:
    tenant = _tenant(_whole(login=""))
    plan = _apply(tenant, _blank())
    assert _told(plan) == [(_SERVICE, "uri")]
    assert uri_of(tenant.rows[kinds.SERVICE, _SERVICE].part) == _URI.format("")


def test_a_binding_wins_over_both() -> None:
    bindings = Bindings(
        values=(ValueBinding(_VALUE, None, "bound"),),
        connectors=(ConnectorBinding(_SERVICE, None, uri="https://bound.example.com"),),
    )
    plan = _apply(Tenant(), _blank(), bindings=[bindings])
    assert sorted(_told(plan)) == sorted(_PLACES[2:])
    assert plan.missing == ()
    arrival = _arrive(_tenant(_whole(key="ours")), _blank(), bindings=[bindings])
    assert uri_of(_part(arrival.effective, _SERVICE)) == "https://bound.example.com"
    content = orjson.loads(_part(arrival.effective, _VALUE).content)
    assert set(content[_FIELD]["guid"]["$texts"].values()) == {"bound"}


def test_what_is_kept_as_the_tenant_has_it_lacks_nothing() -> None:
    tenant = _tenant(_whole(login=""))
    arrival = _arrive(tenant, _blank())
    wishes = Wishes(
        on_conflict=OnConflict.KEEP_TARGET, by_element={_SERVICE: OnConflict.KEEP_TARGET}
    )
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    assert _told(plan) == []


def test_a_connector_that_is_merged_keeps_the_tenants_uri() -> None:
    theirs = uuid5(UUID(int=0), "theirs")
    whole = _whole(login="our-pw")
    (standing,) = [part for part in whole.parts if part.id == _SERVICE]
    spelled = (str(_SERVICE).encode(), str(theirs).encode())
    own = replace(standing, id=theirs, content=standing.content.replace(*spelled))
    memory = [Remembered(kinds.SERVICE, _SERVICE, theirs, {})]
    others = [part for part in whole.parts if part.id != _SERVICE]
    arrival = arrive(_blank(), Wishes(), memory=memory, existing=[own, *others])
    assert arrival.merged == {(kinds.SERVICE, theirs): _SERVICE}
    assert uri_of(_part(arrival.effective, theirs)) == _URI.format("our-pw")
    assert arrival.blanked == ()


def test_a_package_without_its_statement_is_what_it_says() -> None:
    package = orjson.loads(_file(_whole()))
    del package[STATEMENT]
    tenant = _tenant(_whole())
    plan = _apply(tenant, read_package(orjson.dumps(package)))
    assert _told(plan) == []
    assert uri_of(tenant.rows[kinds.SERVICE, _SERVICE].part) == _URI.format("")


def test_a_list_of_what_the_package_does_not_hold_does_nothing() -> None:
    package = _whole()
    data = write_package(package.parts, package.cultures, package.rest, package.secrets)
    _, blanked = without_likely_secrets(package.parts)
    odd = [
        *(replace(one, id=UUID(int=1)) for one in blanked),
        *(replace(one, path="no/such@place") for one in blanked),
        *(replace(one, gaps=(10_000,)) for one in blanked),
    ]
    arrival = _arrive(_tenant(_whole(key="ours")), read_package(signed(data, _SIGNER, odd)))
    assert arrival.package.parts == package.parts
    assert arrival.blanked == ()
