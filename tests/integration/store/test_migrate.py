"""Migrations: applied once, in order, all or nothing, and never edited afterwards."""

import asyncio
import base64
import hashlib
import hmac
import os
import subprocess
import sys
from dataclasses import replace

import asyncpg
import pytest

from libs.store.migrate import Migration, MigrationEdited, migrate, migrations
from libs.store.scram import scram_verifier
from tests.databases import SERVICE_PASSWORD

EVERY_FILE = [file.name for file in migrations()]


async def test_a_second_run_finds_nothing_to_do(empty_dsn: str) -> None:
    assert await migrate(empty_dsn, SERVICE_PASSWORD) == EVERY_FILE
    assert await migrate(empty_dsn, SERVICE_PASSWORD) == []


async def test_migrators_at_the_same_time_apply_each_file_once(empty_dsn: str) -> None:
    applied = await asyncio.gather(*(migrate(empty_dsn, SERVICE_PASSWORD) for _ in range(3)))
    assert sorted(applied, key=len) == [[], [], EVERY_FILE]


async def test_an_edited_file_is_refused_by_name_and_nothing_is_changed(empty_dsn: str) -> None:
    await migrate(empty_dsn, SERVICE_PASSWORD)
    first, *others = migrations()
    edited = replace(first, digest=hashlib.sha256(b"edited").digest())
    later = Migration("9999_later", "create table sluice.later ()", b"digest")
    with pytest.raises(MigrationEdited, match=r"0001_scope was changed.*Nothing was changed now"):
        await migrate(empty_dsn, SERVICE_PASSWORD, [edited, *others, later])
    assert await migrate(empty_dsn, SERVICE_PASSWORD, [first, *others, later]) == ["9999_later"]


async def test_a_file_that_fails_takes_the_others_back(empty_dsn: str) -> None:
    wrong = Migration("9999_wrong", "create table sluice.half (); select 1 / 0", b"digest")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_dsn, SERVICE_PASSWORD, [*migrations(), wrong])
    assert await migrate(empty_dsn, SERVICE_PASSWORD) == EVERY_FILE


def test_the_password_is_kept_as_a_verifier_that_a_client_can_answer() -> None:
    """The example of RFC 7677, section 3: the server's signature follows from the verifier."""
    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    verifier = scram_verifier("pencil", salt)
    assert verifier.startswith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$")
    server_key = base64.b64decode(verifier.rpartition(":")[2])
    exchange = (
        b"n=user,r=rOprNGfwEbeRWgbNEkqO,"
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    )
    signature = hmac.digest(server_key, exchange, "sha256")
    assert base64.b64encode(signature) == b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


async def test_the_server_stores_no_password(admin_dsn: str) -> None:
    admin = await asyncpg.connect(admin_dsn)
    try:
        stored = await admin.fetchval(
            "select rolpassword from pg_authid where rolname = 'sluice_service'"
        )
    finally:
        await admin.close()
    assert stored.startswith("SCRAM-SHA-256$4096:")


@pytest.mark.parametrize("password", ["", "p\u00e4ss", "two\nlines"])
async def test_a_password_that_clients_may_spell_differently_is_refused(
    empty_dsn: str, password: str
) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        await migrate(empty_dsn, password)


def test_the_command_says_what_it_did_and_what_it_misses(empty_dsn: str) -> None:
    command = [sys.executable, "-m", "libs.store.migrate"]
    settings = {"SLUICE_ADMIN_DSN": empty_dsn, "SLUICE_SERVICE_PASSWORD": SERVICE_PASSWORD}
    first, second, without = (
        subprocess.run(command, env=os.environ | extra, capture_output=True, text=True, check=False)
        for extra in (settings, settings, {"SLUICE_ADMIN_DSN": empty_dsn})
    )
    assert (first.returncode, first.stdout) == (0, f"applied: {', '.join(EVERY_FILE)}\n")
    assert second.stdout == "applied: nothing, the schema is up to date\n"
    assert without.returncode == 2
    assert "SLUICE_SERVICE_PASSWORD is not set" in without.stderr
