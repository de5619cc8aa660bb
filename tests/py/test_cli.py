"""The command `holdfast`, as its users run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests
from pydantic import SecretStr, ValidationError

from orchestrator.database import Connection
from orchestrator.settings import Settings
from tests.processes import end, wait_for_end

HOLDFAST = [sys.executable, "-c", "from api.cli import app; app(prog_name='holdfast')"]


def holdfast(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*HOLDFAST, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=60
    )


@pytest.fixture
def up(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`holdfast up`, running."""
    with subprocess.Popen([*HOLDFAST, "up", "--port", "0", "--data", str(folder)], stdout=subprocess.PIPE, text=True) as process:
        yield process
        end(process)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_up_prints_a_url_that_works_and_stops_cleanly(up: subprocess.Popen[str], folder: Path, sign: signal.Signals) -> None:
    assert up.stdout is not None
    url = up.stdout.readline().strip()
    assert url.startswith("postgresql://postgres:")
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from audit.invariants").fetchone() == (0,)
    address = up.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    assert requests.get(f"{address}/ready", timeout=30).json()["status"] == "ready"
    server = os.pidfd_open(int((folder / "cluster" / "postmaster.pid").read_text().split()[0]))
    up.send_signal(sign)
    assert up.wait(60) == 0
    assert up.stdout.read() == ""
    wait_for_end(server)
    assert not (folder / "cluster" / "postmaster.pid").exists()


def test_up_can_be_stopped_while_it_starts(up: subprocess.Popen[str], folder: Path) -> None:
    while not (folder / "lock").exists():
        assert up.poll() is None
    up.send_signal(signal.SIGTERM)
    assert up.wait(60) == 0


def test_other_commands_find_the_server_that_is_up(up: subprocess.Popen[str], folder: Path) -> None:
    assert up.stdout is not None
    up.stdout.readline()
    assert holdfast("verify", "--data", str(folder)).stdout == (
        "Every invariant holds.\nEvery chain's events are what was written. Nothing is sealed yet.\n"
    )
    assert holdfast("migrate", HOLDFAST_DATA_DIR=str(folder)).stdout == "nothing to do\n"


def test_doctor_says_what_is_wrong(database: str, conn: Connection) -> None:
    conn.execute("drop function audit.clock() cascade")
    result = holdfast("doctor", "--json", "--database-url", database)
    levels = {finding["subject"]: finding["level"] for finding in json.loads(result.stdout)}
    assert levels["fsync"] == "error"
    assert levels["pending migrations"] == "ok"
    assert levels["code that differs"] == "warning"
    assert levels["invariants"] == "ok"
    assert result.returncode == 1


@pytest.mark.parametrize("command", ["migrate", "verify", "doctor"])
def test_a_database_that_is_not_there_is_one_line(command: str) -> None:
    result = holdfast(command, "--database-url", "postgresql://127.0.0.1:1/none")
    assert result.returncode == 1
    assert result.stderr.startswith("holdfast: cannot connect to the database: ")
    assert "Traceback" not in result.stderr


def test_no_database_yet_is_one_line(tmp_path: Path) -> None:
    result = holdfast("verify", "--data", str(tmp_path))
    assert result.returncode == 1
    assert result.stderr.startswith("holdfast: there is no database in")


@pytest.mark.parametrize(
    "url", ["postgres//ada:canary@127.0.0.1/books", "postgresql://ada:canary@[::1/books", "postgresql://ada:canary%zz@127.0.0.1/"]
)
def test_a_url_that_is_none_is_one_line_without_its_password(url: str) -> None:
    for command in ("serve", "verify"):
        result = holdfast(command, HOLDFAST_DATABASE_URL=url)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr == "holdfast: cannot connect to the database: its URL is not one that libpq reads\n"


def test_settings_that_go_together_are_one_line_without_what_is_secret() -> None:
    environment = {"HOLDFAST_JWT_ISSUER": "x", "HOLDFAST_DATABASE_URL": "postgresql:///x?password=canary"}
    result = holdfast("serve", HOLDFAST_BOOTSTRAP_KEY="canary", **environment)
    assert result.returncode == 2
    assert result.stderr.startswith("holdfast: Value error, HOLDFAST_JWT_ISSUER, HOLDFAST_JWT_AUDIENCE and")
    assert len(result.stderr.splitlines()) == 1
    with pytest.raises(ValidationError) as caught:
        Settings(jwt_issuer="x", bootstrap_key=SecretStr("canary"), database_url="postgresql:///x?password=canary")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("arguments", [["nothing"], ["up", "--port", "none"]])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    assert holdfast(*arguments).returncode == 2


def test_a_wrong_setting_is_wrong_usage() -> None:
    result = holdfast("verify", HOLDFAST_POSTGRES_VERSION="17")
    assert result.returncode == 2
    assert result.stderr.startswith("holdfast: HOLDFAST_POSTGRES_VERSION: ")


def test_ctrl_c_in_psql_ends_a_query_and_not_psql(database: str, conn: Connection) -> None:
    terminal, side = os.openpty()
    command = [*HOLDFAST, "psql", "--database-url", database, "-XAt", "-P", "pager=off"]
    running = "select count(*) from pg_stat_activity where datname = current_database() and query = 'select pg_sleep(600);'"
    with subprocess.Popen(command, stdin=side, stdout=side, stderr=side, start_new_session=True) as process:
        os.close(side)
        try:
            os.write(terminal, b"select pg_sleep(600);\n")
            while conn.execute(running).fetchone() != (1,):
                assert process.poll() is None
            os.killpg(process.pid, signal.SIGINT)
            wait_for_text(terminal, b"canceling statement due to user request")
            os.write(terminal, b"select 'still ' || 'here';\n")
            wait_for_text(terminal, b"still here")
            os.write(terminal, b"\\q\n")
            assert process.wait(60) == 0
        finally:
            process.kill()
            os.close(terminal)


def wait_for_text(terminal: int, text: bytes) -> None:
    """Read what a program writes to its terminal until it has written the text; where it ends before, reading fails."""
    said = b""
    while text not in said:
        said += os.read(terminal, 1000)
