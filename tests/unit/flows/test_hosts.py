"""Hosts of development are told from those that a tenant's users reach."""

import pytest

from libs.flows.hosts import is_development_host


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:8080/api",
        "http://127.0.0.1",
        "http://[::1]:9000/",
        "https://10.1.2.3/x",
        "https://192.168.0.7",
        "https://172.20.0.1",
        "https://169.254.1.1",
        "https://orders",
        "https://printer.local",
        "https://orders.test/api",
        "https://orders.eu.internal.",
        "https://manywho-local.ngrok.io/api/pdf/1",
        "https://a1b2.ngrok-free.app",
        "https://services-staging.manywho.com/api/box/3",
        "https://staging.example.com",
        "https://DEV.example.com",
        "https://orders-dev.eu.example.com",
        "https://api.dev.example.com",
    ],
)
def test_a_development_host(uri: str) -> None:
    assert is_development_host(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "https://services.manywho.com/api/box/3",
        "https://orders.example.com",
        "https://web.dev/x",
        "https://devices.example.com",
        "https://localhost.example.com",
        "https://8.8.8.8",
        "https://example.com/localhost",
        "https://{{HOST}}/api",
        "https://[broken",
        "orders",
        "",
        "https://" + "a." * 5000 + "com",
    ],
)
def test_any_other_host(uri: str) -> None:
    assert not is_development_host(uri)
