"""Secrets leave a package when it is read, and come back into it exactly."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
import pytest

from libs.flows.model import Package, Part, Secret
from libs.flows.read import read_package
from libs.flows.secret_slots import secret_slots
from libs.flows.write import write_package
from tests.packages.elements import guid
from tests.packages.files import FILES, MARK
from tests.packages.order_elements import id_of
from tests.packages.secret_places import SecretPlaces
from tests.unit.flows.packages import element, plain, texts

_BOTH = ["tests/packages/secret-places.package2", "tests/packages/secret-places.package"]
_NEWER = FILES[_BOTH[0]].encode()


def _everything_but_secrets(package: Package) -> bytes:
    bodies = b"".join(part.content + part.stamp for part in package.parts)
    cultures = b"".join(culture.body for culture in package.cultures)
    return bodies + cultures + package.rest + repr(package).encode()


@pytest.mark.parametrize("name", _BOTH)
def test_no_part_of_a_read_package_holds_a_secret(name: str) -> None:
    package = read_package(FILES[name].encode())
    assert FILES[name].count(MARK) == len(package.secrets)
    assert all(secret.value.startswith(MARK) for secret in package.secrets)
    assert MARK.encode() not in _everything_but_secrets(package)


def test_the_slots_say_where_in_the_element_and_in_which_culture() -> None:
    package = read_package(_NEWER)
    names = {(part.kind, part.id): part.name for part in package.parts}
    slots = {
        (names[s.kind, s.element_id], s.slot, s.value.removeprefix(f"{MARK} "))
        for s in package.secrets
    }
    default = "defaultContentValueContentValueId"
    account = guid(id_of("holder"), "object")
    key = SecretPlaces(MARK).property("Key")
    assert slots == {
        (
            "Store the order",
            "messageActions/orders%2Fstore+Store%20the%20order/inputs/Signature%20key/contentValueContentValueId@EN/USA//",
            "input",
        ),
        ("Order Desk", "httpAuthenticationPassword", "basic authentication"),
        ("Order Desk", "clientCertificatePassword", "certificate"),
        ("Order Desk password", f"{default}@EN/USA//", "connector password"),
        ("Gate code", f"{default}@EN/USA//", "English"),
        ("Gate code", f"{default}@NO/NOR//", "Norwegian"),
        ("API key", f"{default}@EN/USA//", "flagged"),
        ("Account", f"defaultObjectData/{account}/properties/#2/contentValue", "object property"),
        (
            "Account",
            f"defaultObjectData/{account}/properties/#3/contentValueContentValueId@EN/USA//",
            "object text",
        ),
        ("Account", f"defaultObjectData/{account}/properties/{key}/contentValue", "typed property"),
        ("Company login", "clientSecret", "client secret"),
        ("Order Desk API", "schemaInfo/clientSecret", "API client secret"),
    }


@pytest.mark.parametrize("name", _BOTH)
def test_secrets_given_are_written_back_exactly_and_others_are_blank(name: str) -> None:
    package = read_package(FILES[name].encode())
    filled = write_package(package.parts, package.cultures, package.rest, package.secrets)
    assert orjson.loads(filled) == plain(FILES[name].encode())
    blank = write_package(package.parts, package.cultures, package.rest)
    assert MARK.encode() not in blank
    again = read_package(blank)
    assert again.secrets == ()
    assert [part.digest for part in again.parts] == [part.digest for part in package.parts]


@pytest.mark.parametrize("blank", ["", "__ENCRYPTED__"])
def test_the_platforms_own_blanks_are_no_secrets_and_are_kept(blank: str) -> None:
    source = _NEWER.decode()
    for secret in read_package(_NEWER).secrets:
        source = source.replace(f'"{secret.value}"', f'"{blank}"')
    package = read_package(source.encode())
    assert package.secrets == ()
    assert package.digest == read_package(_NEWER).digest
    written = write_package(package.parts, package.cultures, package.rest)
    assert orjson.loads(written) == plain(source.encode())


def test_every_text_of_a_secret_value_but_its_format_is_a_secret() -> None:
    package = plain(_NEWER)
    value = id_of("password")
    texts(package, value)[0][guid("an older default")] = "the year before's"
    format_ = element(package, value)["contentFormatContentValueId"]["guid"]
    texts(package, value)[0][format_] = "four words"
    read = read_package(orjson.dumps(package))
    assert [s.slot for s in read.secrets if s.value == "the year before's"] == [
        f"$texts/{guid('an older default')}@EN/USA//"
    ]
    assert b"four words" in next(p.content for p in read.parts if str(p.id) == value)
    written = write_package(read.parts, read.cultures, read.rest, read.secrets)
    assert orjson.loads(written) == package


def test_a_secret_without_its_slot_is_left_out() -> None:
    package = read_package(_NEWER)
    part = package.parts[0]
    odd = [
        Secret(part.kind, part.id, slot, MARK)
        for slot in ("nowhere/at/all", "authorization/9/x", "comment/x@EN/USA//")
    ]
    written = write_package(package.parts, package.cultures, package.rest, odd)
    assert written == write_package(package.parts, package.cultures, package.rest)


def test_a_secret_returns_to_another_tenants_cultures_and_to_new_content_values() -> None:
    """What lies sealed for a target is found again after the source was re-stamped."""
    package = read_package(_NEWER)
    source = _NEWER.decode()
    old = element(plain(_NEWER), id_of("password"))["defaultContentValueContentValueId"]["guid"]
    restamped = read_package(source.replace(old, guid("new")).encode())
    cultures = [replace(c, guid=UUID(guid(c.key))) for c in restamped.cultures]
    data = write_package(restamped.parts, cultures, restamped.rest, package.secrets)
    assert texts(plain(data), id_of("password"))[0][guid("new")] == f"{MARK} connector password"


def _changed(where: tuple[str, int], **fields: Any) -> bytes:
    package = SecretPlaces(MARK).package()
    package[where[0]][where[1]] |= fields
    return orjson.dumps(package)


@pytest.mark.parametrize(
    ("field", "value", "secret"),
    [
        ("httpAuthenticationPassword", "p", True),
        ("clientSecret", "p", True),
        ("apiKey", "p", True),
        ("passwordReference", "p", False),
        ("secretId", "p", False),
        ("tokenEndpoint", "p", False),
        ("passwordRequired", True, False),
        ("accessToken", "p", True),
        ("token", "p", True),
        ("authToken", "p", True),
        ("apiToken", "p", True),
        ("signingKey", "p", True),
        ("encryptionKey", "p", True),
        ("privateKey", "p", True),
        ("apiKeys", "p", True),
        ("x-api-key", "p", True),
        ("issuerSecret", "p", True),
        ("pinPassword", 1234, True),
        ("isSecretsManaged", "p", False),
        ("isPasswordSet", True, False),
        ("editingToken", "p", False),
        ("tokenType", "p", False),
        ("publicKey", "p", False),
        ("key", "p", False),
        *((field, "p", True) for field in ("pwd", "dbPasswd", "pass", "smtpPass", "auth")),
        *((field, "p", True) for field in ("Authorization", "authorizationHeader", "bearer")),
        *((field, "p", True) for field in ("jwt", "privateKeyPem", "authKey", "tokenValue")),
        *((field, "p", True) for field in ("sharedAccessSignature", "connectionString", "pin")),
        ("pin", 1234, True),
        ("Authorization", "Bearer {{TOKEN}}", False),
        ("authorization", {"globalAuthenticationType": "PUBLIC", "users": None}, False),
        ("authorization", 2, False),
        ("Authorization", ["none", "basic"], False),
        ("auth", "OAUTH2", False),
        ("authHeader", "X-Api-Key", False),
        ("jwt", {"issuer": "https://login.example.com"}, False),
        ("connectionString", "{{ORDERS_DB}}", False),
        ("bypass", "p", False),
        ("httpAuthenticationClientCertificate", "p", True),
        ("httpAuthenticationClientCertificateReference", "p", False),
    ],
)
def test_a_connectors_field_is_a_secret_by_its_name(field: str, value: Any, secret: bool) -> None:
    package = read_package(_changed(("serviceElementConfigurations", 0), **{field: value}))
    service = next(part for part in package.parts if part.kind == "service")
    assert (field in {s.slot for s in package.secrets}) == secret
    assert (field in orjson.loads(service.content)) != secret


def _taken(package: dict[str, Any]) -> Package:
    """Read, after checking that nothing of it is lost, and that it is the same without them."""
    read = read_package(orjson.dumps(package))
    assert MARK not in _everything_but_secrets(read).decode()
    written = write_package(read.parts, read.cultures, read.rest, read.secrets)
    assert orjson.loads(written) == package
    blank = read_package(write_package(read.parts, read.cultures, read.rest))
    assert (blank.secrets, blank.digest) == ((), read.digest)
    assert secret_slots(blank.parts, blank.rest) == secret_slots(read.parts, read.rest)
    return read


@pytest.mark.parametrize(
    "fields",
    [
        {"isSecret": "true"},
        {"IsSecret": True},
        {"ISENCRYPTED": "True"},
        {"ContentType": "contentpassword"},
        {"compositeId": "ContentPassword"},
    ],
)
def test_a_value_is_a_secret_however_it_says_so(fields: dict[str, Any]) -> None:
    package = plain(_NEWER)
    value = element(package, id_of("password"))
    value["contentType"] = value["compositeId"]["contentType"] = "ContentString"
    if "compositeId" in fields:
        fields = {"compositeId": value["compositeId"] | {"contentType": fields["compositeId"]}}
    value |= fields
    read = _taken(package)
    assert f"{MARK} connector password" in {secret.value for secret in read.secrets}


@pytest.mark.parametrize(
    ("states", "slots"),
    [
        (MARK, {"$state@EN/USA//": MARK}),
        (["", {"a@b": MARK}], {"$state/#2/a%40b@EN/USA//": MARK}),
        ({guid("x"): [MARK, 7, None, True]}, {"#1": MARK, "#2": "7"}),
        ({"contentFormat": None}, {}),
    ],
)
def test_what_a_document_says_beside_a_password_is_a_secret(
    states: Any, slots: dict[str, str]
) -> None:
    slots = {s if "@" in s else f"$state/{guid('x')}/{s}@EN/USA//": v for s, v in slots.items()}
    package = plain(_NEWER)
    _translation(package, id_of("password"))["contentValuesState"] = states
    read = _taken(package)
    assert {s.slot: s.value for s in read.secrets if s.slot.startswith("$state")} == slots


def test_the_text_of_a_pages_password_component_is_a_secret_and_other_texts_are_none() -> None:
    package = plain(_NEWER)
    page = package["pageElementConfigurations"][0]
    text, label = guid("a component's text"), guid("its label")
    component = {"developerName": "Code", "contentType": "ContentPassword"}
    fields = {"contentContentValueId": {"guid": text}, "labelContentValueId": {"guid": label}}
    page["pageComponents"].append(component | fields)
    translation = _translation(package, page["compositeId"]["guid"])
    translation["contentValues"] |= {text: f"{MARK} text", label: "Your code"}
    translation["contentValuesState"] = {text: f"{MARK} state", label: "new"}
    found = {s.slot: s.value for s in _taken(package).secrets if s.kind == "page"}
    assert found == {
        "pageComponents/Code/contentContentValueId@EN/USA//": f"{MARK} text",
        f"$state/{text}@EN/USA//": f"{MARK} state",
    }


def _translation(package: dict[str, Any], id_: str) -> Any:
    document = next(d for d in package["contentValueDocuments"] if d["elementId"] == id_)
    return next(iter(document["contentValueDocumentTranslations"].values()))


def test_a_field_of_a_page_is_no_secret_by_its_name() -> None:
    package = read_package(_changed(("pageElementConfigurations", 0), passwordPolicy="strict"))
    assert any(b"passwordPolicy" in part.content for part in package.parts)


def test_a_secret_shows_its_place_and_never_its_value() -> None:
    part: Part = read_package(_NEWER).parts[0]
    secret = Secret(part.kind, part.id, "httpAuthenticationPassword", "hunter2")
    assert "hunter2" not in f"{secret!r} {secret} {[secret]}"
    assert "httpAuthenticationPassword" in repr(secret)
