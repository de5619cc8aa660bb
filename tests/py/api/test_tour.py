"""The tour over HTTP: what it shows is kept, its commands work, and it fails where an answer is not as expected."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from email.parser import Parser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from api.cli import tour
from api.cli.console import PLAIN_WIDTH
from orchestrator.errors import OperationError
from orchestrator.paths import examples
from tests.py.api.client import Client

TOUR = examples() / "tour.hurl"
SHOWN = examples() / "tour.hurl.out"
README = Path(__file__).parents[3] / "README.md"
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d((?:\.\d{6})?)Z")
STEP = tour.Step("", "POST", "/api/v1/companies", {}, '{"code": "C", "name": "C"}', 200, {}, {})


def take(admin: Client, steps: list[tour.Step]) -> str:
    """Take a tour and return what it shows, with its ids numbered and its times all the same."""
    out = StringIO()
    tour.run(steps, admin.url, admin.credential or "", Console(file=out, width=PLAIN_WIDTH))
    ids: dict[str, str] = {}
    text = ID.sub(lambda found: ids.setdefault(found[0], f"{len(ids) + 1:0>8}-0000-0000-0000-000000000000"), out.getvalue())
    text = TIME.sub(lambda found: f"2026-01-01T00:00:00{re.sub('[0-9]', '0', found[1])}Z", text)
    return text.replace("Unprocessable Entity", "Unprocessable Content")  # its name up to Python 3.12


def test_the_tour_shows_what_is_kept(admin: Client) -> None:
    """What it shows can be made anew: delete it, and run this test twice."""
    shown = take(admin, tour.read(TOUR))
    if not SHOWN.exists():
        SHOWN.write_text(shown)
        pytest.fail(f"{SHOWN} is made anew: read it")
    assert shown == SHOWN.read_text()


def test_the_readme_shows_parts_of_it() -> None:
    parts = re.findall(r"(?s)```\n(# .*?)```", README.read_text())
    shown = ID.sub("…", SHOWN.read_text())
    assert parts
    assert [part for part in parts if part not in shown] == []


def curl_knows_json() -> bool:
    """Whether there is a curl of 7.82 or later."""
    if not shutil.which("curl"):
        return False
    return b"--json" in subprocess.run(["curl", "--help", "all"], capture_output=True, check=False).stdout


@pytest.mark.skipif(not curl_knows_json(), reason="no curl that knows --json")
def test_every_command_that_it_shows_does_what_it_says(admin: Client) -> None:
    variables: dict[str, str] = {}
    for step in tour.read(TOUR):
        command = f"{step.fill(variables).curl()} --silent --fail-with-body"
        environment = {"URL": admin.url, "KEY": admin.credential or ""}
        result = subprocess.run(["bash", "-c", command], capture_output=True, check=False, env=environment, timeout=30)
        head, _, body = result.stdout.decode().partition("\r\n\r\n")
        status, _, headers = head.partition("\r\n")
        variables |= step.capture(int(status.split()[1]), Parser().parsestr(headers), json.loads(body))


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"status": 201}, "status is 200, not 201"),
        ({"answer_headers": {"Idempotency-Replayed": "true"}}, "Idempotency-Replayed is None, not true"),
        ({"captures": {"loan": "atomic_transaction_id"}}, "there is no atomic_transaction_id"),
    ],
)
def test_an_answer_that_is_not_as_expected_ends_it(admin: Client, expected: Mapping[str, Any], said: str) -> None:
    never = replace(STEP, path="/never", status=404)
    with pytest.raises(OperationError) as caught:
        take(admin, [replace(STEP, **expected), never])
    assert str(caught.value) == f"POST /api/v1/companies: {said}"


def test_variables_stand_in_path_headers_and_body() -> None:
    step = replace(STEP, path="/{{a}}/{{b}}", headers={"C": "{{a}}"}, body='{"d": "{{b}}"}')
    assert step.fill({"a": "1", "b": "2"}) == replace(STEP, path="/1/2", headers={"C": "1"}, body='{"d": "2"}')


def test_a_variable_that_no_answer_gave_ends_it(admin: Client) -> None:
    with pytest.raises(OperationError, match=r"^POST /\{\{loan\}\}: no answer gave \{\{loan\}\}$"):
        take(admin, [replace(STEP, path="/{{loan}}")])


def test_a_step_has_a_request_and_an_answer(tmp_path: Path) -> None:
    file = tmp_path / "tour.hurl"
    file.write_text(
        '# A file.\n\n# A step.\nPOST {{url}}/a\nA-B: c d\n{"e": [\n  "{{f}}"]}\n'
        'HTTP 200\nG: h\n[Captures]\ni: jsonpath "$.j"\n\nGET {{url}}/k\nHTTP 404\n'
    )
    assert tour.read(file) == [
        tour.Step("# A step.\n", "POST", "/a", {"A-B": "c d"}, '{"e": [\n  "{{f}}"]}', 200, {"G": "h"}, {"i": "j"}),
        tour.Step("", "GET", "/k", {}, "", 404, {}, {}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "GET {{url}}/b\n",
        "GET /b\nHTTP 200\n",
        "GET {{url}}/b\n[Options]\nHTTP 200\n",
        'GET {{url}}/b\nHTTP 200\n[Asserts]\njsonpath "$.c" == "d"\n',
    ],
)
def test_what_is_no_step_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tour.hurl"
    file.write_text(f"GET {{{{url}}}}/a\nHTTP 200\n\n{text}")
    with pytest.raises(OperationError, match=rf"^{file}: no step that can be read follows line \d$"):
        tour.read(file)


@pytest.mark.parametrize("width", [1, 20, 60, 1000])
def test_json_is_shown_whole_at_any_width(width: int) -> None:
    value = {"a": [{"b": "c" * 9, "d": [1, 2, None], "é": {}}, []], "f": {"g": True, "h": "i" * 30}, "j": []}
    text = tour.pretty(value, width)
    assert json.loads(text) == value
    assert width < 60 or max(map(len, text.split("\n"))) <= width
    assert width < 1000 or text == json.dumps(value, ensure_ascii=False)
