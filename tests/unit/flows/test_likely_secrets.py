"""Plain values that look like secrets are found, and few others are."""

import socket
from collections.abc import Iterator
from typing import Any, NoReturn
from uuid import UUID, uuid5

import orjson
import pytest
from detect_secrets.plugins.keyword import KeywordDetector

from libs.flows import kinds
from libs.flows.likely_secrets import likely_secrets, to_hide, without_likely_secrets
from libs.flows.model import Package
from libs.flows.read import read_package
from libs.flows.write import write_package
from tests.packages.elements import Stamp, Texts, value
from tests.packages.order_elements import EN, NO, id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import element, own_packages, plain, real_packages, texts
from tests.unit.flows.parts import part

# Made up, and put together here so that no scanner takes this file for a leak.
_AWS = "AKIA" + "IOSFODNN7EXAMPLE"
_GITHUB = "ghp_" + "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"
_RANDOM = "q8Zr3Lw0Xk7Vn2Tb5Yc9Hd1Mf6Gj4PsAeUo"
_PEM = "-----BEGIN RSA PRIVATE KEY-----\\nMIIEabc\\n-----END RSA PRIVATE KEY-----"


def _with_value(
    name: str, *defaults: str, kind: str = "ContentString", **more: Any
) -> tuple[Package, str]:
    package = OrderIntake(1).package()
    id_ = str(uuid5(UUID(int=0), name))
    its_texts = Texts(id_, (EN, NO))
    package["valueElementConfigurations"].append(
        value(Stamp(1), its_texts, name, kind, *defaults, **more)
    )
    package["contentValueDocuments"].append(its_texts.document("VARIABLE", id_))
    return read_package(orjson.dumps(package)), id_


def _with_code(code: str) -> Package:
    package = OrderIntake(1).package()
    element(package, id_of("macro"))["code"] = code
    return read_package(orjson.dumps(package))


@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
def test_ordinary_packages_raise_no_alarm(data: bytes) -> None:
    package = read_package(data)
    assert likely_secrets(package.parts) == ()
    assert without_likely_secrets(package.parts).parts == package.parts


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("Note", _AWS, "AWS Access Key"),
        ("Note", f"The key is {_GITHUB}.", "GitHub Token"),
        ("Endpoint", "https://eva:hunter2@db.example.com/x", "Basic Auth Credentials"),
        ("Salesforce Consumer Key", "3MVG9.a_b", "named like a secret"),
        ("Twilio Account SID", "abc-123", "named like a secret"),
        ("DB password", "hunter2", "named like a secret"),
        ("API-Key", "x1", "named like a secret"),
        ("Note", _RANDOM, "random text"),
    ],
)
def test_a_value_is_known_by_its_shape_or_its_name(name: str, text: str, what: str) -> None:
    package, id_ = _with_value(name, text)
    found = likely_secrets(package.parts)
    assert [(str(one.id), one.name, one.what) for one in found] == [(id_, name, what)]
    assert found[0].path == ("defaultContentValueContentValueId",)
    assert text not in repr(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("API key", "{{ORDER_API_KEY}}"),
        ("API key", "{![Other key]}"),
        ("API key", ""),
        ("Password", "Please type your password"),
        ("Password label", "Passwort"),
        ("Secretary", "Ida"),
        ("Show password", "true"),
        ("Forgot password", "https://example.com/forgot"),
        ("Token id", "77"),
        ("Order id", "b7a3d1b2-8a52-4a8e-9a34-6c1f0a2d9e11"),
        ("Letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
        ("Mime type", "application/x-www-form-urlencoded"),
        ("Folder", "/var/lib/orders/incoming/2026/attachments"),
    ],
)
def test_what_only_speaks_of_secrets_is_none(name: str, text: str) -> None:
    package, _ = _with_value(name, text)
    assert likely_secrets(package.parts) == ()


def test_a_password_value_is_no_plain_value_and_a_flag_is_no_text() -> None:
    package, _ = _with_value("Secret", _AWS, kind="ContentPassword")
    assert likely_secrets(package.parts) == ()
    package, _ = _with_value("Is secret token", "x1", kind="ContentBoolean")
    assert likely_secrets(package.parts) == ()


def test_a_property_of_an_object_is_looked_at_under_its_own_name() -> None:
    properties = [
        {"developerName": "Api key", "contentType": "ContentString", "contentValue": "k-1"},
        {"developerName": "Colour", "contentType": "ContentString", "contentValue": "red"},
    ]
    data = [{"internalId": id_of("x"), "developerName": "Account", "properties": properties}]
    package, id_ = _with_value("Account", kind="ContentObject", defaultObjectData=data)
    (found,) = likely_secrets(package.parts)
    assert found.path == ("defaultObjectData", 0, "properties", 0, "contentValue")
    blanked = without_likely_secrets(package.parts).parts
    written = plain(write_package(blanked, package.cultures, package.rest))
    values = element(written, id_)["defaultObjectData"][0]["properties"]
    assert [one["contentValue"] for one in values] == ["", "red"]


@pytest.mark.parametrize(
    ("code", "left"),
    [
        (f"var key = '{_AWS}'; go(key);", "var key = ''; go(key);"),
        ("var password = 'hunter2'; password = 1;", "var password = ''; password = 1;"),
        (f'var pem = "{_PEM}";', 'var pem = "";'),
        (f'call("{_RANDOM}");', 'call("");'),
    ],
)
def test_code_loses_the_secret_and_nothing_else(code: str, left: str) -> None:
    package = _with_code(code)
    assert likely_secrets(package.parts)
    blanked = without_likely_secrets(package.parts).parts
    assert likely_secrets(blanked) == ()
    written = plain(write_package(blanked, package.cultures, package.rest))
    assert element(written, id_of("macro"))["code"] == left


@pytest.mark.parametrize(
    "code",
    [
        "var password = state.getStringValue('{![Password]}');",
        "if (password == '') { error = 'Please type a password'; }",
        "var password = '{![Password]}';",
        "var letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';",
    ],
)
def test_code_that_handles_passwords_holds_none(code: str) -> None:
    assert likely_secrets(_with_code(code).parts) == ()


def test_a_login_in_a_connectors_uri_is_found_and_its_password_left_out() -> None:
    package = OrderIntake(1).package()
    element(package, id_of("service"))["uri"] = "https://eva:hunter2@orders.example.com"
    read = read_package(orjson.dumps(package))
    assert [one.path for one in likely_secrets(read.parts)] == [("uri",)]
    blanked = without_likely_secrets(read.parts).parts
    written = plain(write_package(blanked, read.cultures, read.rest))
    assert element(written, id_of("service"))["uri"] == "https://eva:@orders.example.com"


@pytest.mark.parametrize(
    "collection",
    ["serviceElement", "identityProviderElement", "openApi", "gadget"],
)
@pytest.mark.parametrize(
    ("fields", "path", "what"),
    [
        ({"note": _AWS}, ("note",), "AWS Access Key"),
        ({"salt": _RANDOM}, ("salt",), "random text"),
        ({"consumerKey": "abc"}, ("consumerKey",), "named like a secret"),
        (
            {"headers": [{"name": "Authorization", "value": "Bearer abc"}]},
            ("headers", 0, "value"),
            "named like a secret",
        ),
    ],
)
def test_plain_fields_of_what_connects_are_looked_at(
    collection: str, fields: dict[str, Any], path: tuple[str | int, ...], what: str
) -> None:
    package = OrderIntake(1).package()
    key = f"{collection}Configurations"
    package.setdefault(key, [{"compositeId": {"guid": id_of("gadget")}}])[0].update(fields)
    read = read_package(orjson.dumps(package))
    assert [(one.path, one.what) for one in likely_secrets(read.parts)] == [(path, what)]
    assert likely_secrets(without_likely_secrets(read.parts).parts) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"certificate": _RANDOM},
        {"id": _RANDOM},
        {"headers": [{"name": "Authorization", "value": "Bearer {{TOKEN}}"}]},
        {"inputs": [{"developerName": "Access token", "contentType": "ContentString"}]},
    ],
)
def test_fields_that_are_public_or_name_things_raise_no_alarm(fields: dict[str, Any]) -> None:
    package = OrderIntake(1).package()
    element(package, id_of("service")).update(fields)
    assert likely_secrets(read_package(orjson.dumps(package)).parts) == ()


def test_a_secret_in_one_of_two_cultures_is_told_once_and_blanked_there() -> None:
    package, id_ = _with_value("Note", "plain", _AWS)
    assert len(likely_secrets(package.parts)) == 1
    blanked = without_likely_secrets(package.parts).parts
    assert likely_secrets(blanked) == ()
    written = plain(write_package(blanked, package.cultures, package.rest))
    guid = element(written, id_)["defaultContentValueContentValueId"]["guid"]
    assert [t[guid] for t in texts(written, id_)] == ["plain", ""]
    again = read_package(write_package(blanked, package.cultures, package.rest))
    assert [p.digest for p in again.parts] == [p.digest for p in blanked]


def test_looking_for_secrets_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    slack = "https://hooks.slack.com/services/T0000/B0000/" + "x" * 24
    for text in (_AWS, slack, "sk_live_" + "a1" * 12):
        package, _ = _with_value("Note", text)
        assert likely_secrets(package.parts)


@pytest.mark.parametrize(
    "unit", ["eyJ", "password", "pwd" * 13 + "=", "sk-", "'", "//", "aws key "]
)
def test_no_text_is_looked_at_in_one_long_piece(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns take time by the square of what they are given."""
    lengths: list[int] = []
    whole = KeywordDetector.analyze_string

    def measured(self: KeywordDetector, piece: str) -> Iterator[str]:
        lengths.append(len(piece))
        return whole(self, piece)

    monkeypatch.setattr(KeywordDetector, "analyze_string", measured)
    assert likely_secrets(_with_code(unit * 400 + f"\nkey = '{_AWS}'").parts)
    assert max(lengths) <= 1000


def test_texts_that_were_not_looked_at_are_to_be_hidden() -> None:
    field = "defaultContentValue"
    values = [
        part(kinds.VALUE, name, {field: text})
        for name, text in [("First", _AWS), ("Long", "word " * 60_000), ("Last", _AWS)]
    ]
    found = likely_secrets(values)
    assert [one.name for one in found] == ["First"]
    assert to_hide(values, found) == {(one.kind, one.id): [(field,)] for one in values}
    assert to_hide(values[:1], found) == {(values[0].kind, values[0].id): [(field,)]}
