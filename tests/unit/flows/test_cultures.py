"""Cultures: texts follow the key, GUIDs are each tenant's own."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
import pytest

from libs.flows.read import read_package
from libs.flows.write import write_package
from tests.packages.elements import culture, guid
from tests.packages.order_elements import EN, NO, id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import plain


def _document(package: Any, name: str) -> Any:
    documents = package["contentValueDocuments"]
    return next(d for d in documents if d["elementId"] == id_of(name))


def test_a_key_is_made_of_language_country_brand_and_variant() -> None:
    package = OrderIntake(1).package()
    package["contentValueCultures"][1] |= {"brand": "a/b", "variant": "50%"}
    cultures = read_package(orjson.dumps(package)).cultures
    assert [c.key for c in cultures] == ["EN/USA//", "NO/NOR/a%2Fb/50%25"]


def test_texts_are_written_under_the_target_tenants_culture_guids() -> None:
    package = read_package(orjson.dumps(OrderIntake(1).package()))
    cultures = [replace(c, guid=UUID(guid("target", c.key))) for c in package.cultures]
    data = write_package(package.parts, cultures, package.rest)
    text = orjson.dumps(OrderIntake(1).package()).decode()
    for old, key in ((EN, "EN/USA//"), (NO, "NO/NOR//")):
        text = text.replace(old, guid("target", key))
    assert orjson.loads(data) == orjson.loads(text)
    assert read_package(data).digest == package.digest


def test_cultures_with_the_same_key_and_unknown_ones_survive() -> None:
    package = OrderIntake(1).package()
    twin = culture("EN", "USA", "English again", default=False)
    twin["compositeId"]["guid"] = guid("twin")
    package["contentValueCultures"].append(twin)
    translations = _document(package, "prefix")["contentValueDocumentTranslations"]
    translations[guid("twin")] = {"contentValues": dict(translations[EN]["contentValues"])}
    translations[guid("unknown").upper()] = {"contentValues": {guid("text"): "?"}}
    read = read_package(orjson.dumps(package))
    assert [c.key for c in read.cultures] == ["EN/USA//", "NO/NOR//", "EN/USA//#2"]
    data = write_package(read.parts, read.cultures, read.rest, read.secrets)
    assert orjson.loads(data) == plain(orjson.dumps(package))


def test_a_culture_that_the_target_lacks_is_an_error_and_not_a_lost_text() -> None:
    package = read_package(orjson.dumps(OrderIntake(1).package()))
    with pytest.raises(ValueError, match="NO/NOR"):
        write_package(package.parts, package.cultures[:1], package.rest)
