"""Nothing is lost: every path and value of a package is in what is written."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.kinds import COLLECTIONS
from libs.flows.layout import KEYS
from libs.flows.read import read_package
from libs.flows.write import write_package
from tests.unit.flows.packages import own_packages, plain, real_packages
from tests.unit.flows.strategies import packages


def _written(data: bytes) -> bytes:
    package = read_package(data)
    return write_package(package.parts, package.cultures, package.rest, package.secrets)


@pytest.mark.parametrize("data", real_packages())
def test_a_real_package_is_written_as_it_was_read(data: bytes) -> None:
    assert orjson.loads(_written(data)) == plain(data)


@pytest.mark.parametrize("data", own_packages())
def test_an_own_package_is_written_as_it_was_read(data: bytes) -> None:
    assert orjson.loads(_written(data)) == plain(data)


@given(packages())
def test_any_package_is_written_as_it_was_read(package: dict[str, Any]) -> None:
    data = orjson.dumps(package)
    assert orjson.loads(_written(data)) == plain(data)


@given(packages(), st.booleans(), st.sampled_from([b"", b"\xef\xbb\xbf", b" \r\n\t"]))
def test_type_tags_and_string_layers_change_nothing(
    package: dict[str, Any], twice: bool, before: bytes
) -> None:
    tagged = orjson.dumps(_tagged(package)).decode()
    data = before + orjson.dumps("\ufeff " + tagged if not before else tagged)
    if twice:
        data = orjson.dumps(data.decode())
    assert read_package(data) == read_package(orjson.dumps(package))


def _tagged(node: Any) -> Any:
    if isinstance(node, dict):
        return {"$type": "System.Object, mscorlib"} | {k: _tagged(v) for k, v in node.items()}
    return [_tagged(item) for item in node] if isinstance(node, list) else node


@given(packages())
def test_writing_is_deterministic_and_reading_it_again_gives_the_same_value(
    package: dict[str, Any],
) -> None:
    read = read_package(orjson.dumps(package))
    data = write_package(read.parts, read.cultures, read.rest, read.secrets)
    again = read_package(data)
    assert write_package(again.parts, again.cultures, again.rest, again.secrets) == data
    assert again.digest == read.digest


@pytest.mark.parametrize("data", own_packages())
def test_the_top_level_is_in_todays_order_with_unknown_keys_last(data: bytes) -> None:
    package = {"laterThing": {"a": 1}} | plain(data)
    assert list(orjson.loads(_written(orjson.dumps(package)))) == [*KEYS, "laterThing"]


def test_parts_come_flow_first_then_in_file_order() -> None:
    data = own_packages()[1].values[0]
    kinds = [part.kind for part in read_package(data).parts]
    assert kinds[0] == "flow"
    assert list(dict.fromkeys(kinds[1:])) == list(COLLECTIONS.values())[1:]
