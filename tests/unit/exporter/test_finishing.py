"""The file of an export, from a snapshot as it lies in the database to its last byte."""

import json
import secrets
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.contracts.jobs import ExportRequest
from libs.contracts.problems import ProblemError
from libs.flows.model import Package
from libs.flows.read import read_package
from libs.objects.sealed_files import is_sealed_file, new_identity, open_file
from libs.objects.sealing import Sealer
from libs.runtime.packing import FlowSnapshot, Snapshot
from libs.runtime.signing import Signer
from libs.runtime.tenant_secrets import new_secret
from libs.store.content import Content
from services.exporter.finishing import Finished, Keys, finish
from tests.calls import calling_data
from tests.sample import Sample

_TENANT = UUID(int=7)
_SEALER = Sealer({"test": secrets.token_bytes(32)})
_KEYS = Keys(_SEALER, Signer(Ed25519PrivateKey.generate()))
_LIKELY = "AKIA" + "QJX7PLM4RTZ2WVNB"


def _flow_snapshot(data: bytes) -> FlowSnapshot:
    package = read_package(data)
    content = Content(package.parts, package.cultures, package.rest)
    sealed = [new_secret(_SEALER, _TENANT, one, "package") for one in package.secrets]
    return FlowSnapshot(package.flow.version_id or uuid4(), content, sealed)


def _snapshot(main: bytes, *others: bytes) -> Snapshot:
    subflows = tuple(_flow_snapshot(data) for data in others)
    return Snapshot(_TENANT, _flow_snapshot(main), subflows, ())


def _finished(snapshot: Snapshot, keys: Keys = _KEYS, **options: Any) -> Finished:
    flow_id = snapshot.main.content.flow.id
    return finish(snapshot, ExportRequest(flow_id=flow_id, **options), keys)


def _with_likely_secret(sample: Sample) -> bytes:
    package = sample.package()
    text = uuid4()
    package["valueElementConfigurations"][1] |= {
        "developerName": "Access key",
        "defaultContentValueContentValueId": {"guid": str(text)},
    }
    values = {str(sample.culture): {"contentValues": {str(text): _LIKELY}}}
    document = {"elementId": str(sample.value), "contentValueDocumentTranslations": values}
    package["contentValueDocuments"].append(document)
    return json.dumps(package).encode()


def _read(finished: Finished) -> Package:
    return read_package(finished.data)


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    main, sub = Sample(secret="one"), Sample(secret="two")
    snapshot = _snapshot(calling_data(main, sub.flow), sub.data())
    assert _finished(snapshot).data == _finished(snapshot).data


def test_a_file_is_signed() -> None:
    provenance = _read(_finished(_snapshot(Sample().data()))).provenance
    assert provenance is not None
    assert provenance.key == _KEYS.signing.key
    assert (provenance.altered, provenance.bad_signature) == ((), False)


def test_a_likely_secret_is_counted_and_stays_unless_it_is_to_be_left_out() -> None:
    snapshot = _snapshot(_with_likely_secret(Sample()))
    kept = _finished(snapshot)
    blanked = _finished(snapshot, blank_likely_secrets=True)
    assert (kept.likely_secrets, blanked.likely_secrets) == (1, 1)
    assert _LIKELY.encode() in kept.data
    assert _LIKELY.encode() not in blanked.data
    assert len(_read(blanked).parts) == len(_read(kept).parts)


def test_the_passwords_of_all_flows_are_in_the_file_of_all() -> None:
    main, sub = Sample(secret="one"), Sample(secret="two")
    finished = _finished(_snapshot(calling_data(main, sub.flow), sub.data()))
    assert {one.value for one in _read(finished).secrets} == {"one", "two"}
    assert (finished.has_secrets, finished.blanked) == (True, 0)
    assert finished.united.subflows == (sub.flow,)


def test_a_password_that_is_not_asked_for_is_counted_as_left_out() -> None:
    snapshot = _snapshot(Sample(secret="one").data())
    without = replace(snapshot, main=replace(snapshot.main, sealed=[]))
    finished = _finished(without)
    assert (finished.has_secrets, finished.blanked) == (False, 2)
    assert b'"one"' not in finished.data


def test_a_file_opens_with_the_receivers_key_alone() -> None:
    recipient, identity = new_identity()
    snapshot = _snapshot(Sample(secret="one").data())
    finished = _finished(snapshot, recipient=recipient)
    assert finished.encrypted
    assert is_sealed_file(finished.data)
    assert open_file(finished.data, identity=identity) == _finished(snapshot).data
    with pytest.raises(ProblemError):
        open_file(finished.data, identity=new_identity()[1])


def test_a_file_opens_with_its_passphrase() -> None:
    keys = replace(_KEYS, passphrase="correct horse battery")
    snapshot = _snapshot(Sample().data())
    finished = _finished(snapshot, keys, with_passphrase=True)
    assert finished.encrypted
    assert open_file(finished.data, passphrase=keys.passphrase) == _finished(snapshot).data


def test_a_recipient_that_is_no_key_is_refused() -> None:
    with pytest.raises(ProblemError) as refused:
        _finished(_snapshot(Sample().data()), recipient="age1nobody")
    assert refused.value.problem.code == "request.malformed"


def test_no_key_shows_in_a_repr() -> None:
    assert "horse" not in repr(replace(_KEYS, passphrase="correct horse battery"))
