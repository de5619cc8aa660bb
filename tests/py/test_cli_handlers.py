"""`holdfast handlers`: what cannot be made is not set, unless it is to be made elsewhere."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from api.cli import app
from orchestrator.database import Connection
from tests.py.shop import SECRET, SECRET_ENV

CONFIG = {"url": "https://shop.example/do", "secret_env": SECRET_ENV}


def _set(database: str, adapter: str, config: object, *more: str) -> str:
    """Return what is wrong."""
    arguments = ["handlers", "set", "shop", "--adapter", adapter, "--config", json.dumps(config), "--database-url", database]
    result = CliRunner().invoke(app, [*arguments, *more])
    return result.stderr if result.exit_code else ""


def _adapters(conn: Connection) -> list[str]:
    return [adapter for (adapter,) in conn.execute("select adapter from chain.handlers").fetchall()]


def test_what_can_be_made_is_set(database: str, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_ENV, SECRET)
    assert not _set(database, "http", CONFIG)
    assert _adapters(conn) == ["http"]


def test_a_configuration_may_be_left_out_and_is_an_object(database: str, conn: Connection) -> None:
    arguments = ["handlers", "set", "mailer", "--adapter", "sandbox", "--database-url", database]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert _adapters(conn) == ["sandbox"]
    for text in ("[]", "book.db", ""):
        refused = CliRunner().invoke(app, [*arguments, "--config", text])
        assert (refused.exit_code, "it is no JSON object" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("adapter", "config", "why"),
    [
        ("pigeon", {}, "pigeon"),
        ("http", CONFIG | {"status": "https://shop.example/status"}, "Extra inputs"),
        ("http", CONFIG, SECRET_ENV),
        ("sandbox", {"late_seconds": "soon"}, "late_seconds"),
    ],
)
def test_what_cannot_be_made_is_refused(database: str, conn: Connection, adapter: str, config: object, why: str) -> None:
    assert why in _set(database, adapter, config)
    assert _adapters(conn) == []
    assert not _set(database, adapter, config, "--unchecked")
    assert _adapters(conn) == [adapter]
