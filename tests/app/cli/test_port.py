"""The port is looked at before anything slow."""

import socket

import pytest

from app.cli.port import main, refusal


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_free_port_is_not_refused(taken):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    assert refusal("127.0.0.1", free) is None


def test_taken_port_is_refused_with_its_number(taken):
    assert refusal("127.0.0.1", taken).startswith(f"Port {taken} is already in use")


def test_foreign_address_is_refused(taken):
    assert "HOST=nowhere.invalid is not an address" in refusal("nowhere.invalid", taken)


@pytest.mark.parametrize("text", ["http", "0", "65536"])
def test_what_is_no_port_is_told(monkeypatch, capsys, text):
    monkeypatch.setenv("PORT", text)
    assert main() == 1
    assert "PORT must be a whole number from 1 to 65535" in capsys.readouterr().err
