"""A tour of the HTTP service: the requests of a file, each sent, shown with its answer, and held against what is expected.

The file is in the format of Hurl (https://hurl.dev), of which it may use: comments, headers, JSON bodies, `{{variables}}`, the
status and headers of the answer, and captures of its fields.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.syntax import Syntax

from orchestrator.errors import OperationError

_HEADERS = r"(?:[A-Za-z-]+:\ [^\s\#].*\n)*"
_STEP = re.compile(
    rf"""
    (?:(?:\#.*\n)*\n)*  # comments that no request follows at once
    (?P<comment>(?:\#.*\n)*)
    (?P<method>[A-Z]+)\ \{{\{{url\}}\}}(?P<path>/\S*)\n
    (?P<headers>{_HEADERS})
    (?P<body>(?:\{{.*\n(?:[\ \]}}].*\n)*)?)
    HTTP\ (?P<status>\d{{3}})\n
    (?P<answer_headers>{_HEADERS})
    (?:\[Captures\]\n (?P<captures>(?:\w+:\ jsonpath\ "\$\.\w+"\n)+))?
    """,
    re.VERBOSE,
)
_HEADER = re.compile(r"(?m)^([^:]+): (.+)$")
_CAPTURE = re.compile(r'(?m)^(\w+): jsonpath "\$\.(\w+)"$')
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_TIMEOUT_SECONDS = 30
_COMMAND_WIDTH = 135
"""What would make a command longer begins on a line of its own."""


@dataclass(frozen=True)
class Step:
    """A request, and what is expected of its answer. `{{name}}` stands for what an earlier answer gave."""

    comment: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: str
    status: int
    answer_headers: Mapping[str, str]
    captures: Mapping[str, str]

    def fill(self, variables: Mapping[str, str]) -> Step:
        """Return the step with its variables' values."""

        def value(found: re.Match[str]) -> str:
            if found[1] not in variables:
                raise OperationError(f"{self.method} {self.path}: no answer gave {found[0]}")
            return variables[found[1]]

        headers = {name: _VARIABLE.sub(value, text) for name, text in self.headers.items()}
        return replace(self, path=_VARIABLE.sub(value, self.path), headers=headers, body=_VARIABLE.sub(value, self.body))

    def curl(self) -> str:
        """Return the request as a command, for a shell that has $URL and $KEY."""
        method = [] if self.method == ("POST" if self.body else "GET") else [f"-X {self.method}"]
        headers = [f"-H {shlex.quote(f'{name}: {text}')}" for name, text in self.headers.items()]
        command = " ".join(["curl -i", *method, '-H "Authorization: Bearer $KEY"', *headers])
        url = f'"$URL{self.path}"'
        command += f" {url}" if len(f"{command} {url}") <= _COMMAND_WIDTH else f" \\\n  {url}"
        if not self.body:
            return command
        body = self.body if len(f"{command} {self.body}") <= _COMMAND_WIDTH else f"\n{self.body}"
        return f"{command} --json {shlex.quote(body)}"

    def capture(self, status: int, headers: Message, answer: Mapping[str, object]) -> dict[str, str]:
        """Return what later steps need of an answer, which must be as expected."""
        expected = {"status": str(self.status), **self.answer_headers}
        found = {"status": str(status), **{name: headers.get(name) for name in self.answer_headers}}
        wrong = [f"{name} is {found[name]}, not {text}" for name, text in expected.items() if found[name] != text]
        wrong += [f"there is no {field}" for field in self.captures.values() if field not in answer]
        if wrong:
            raise OperationError(f"{self.method} {self.path}: {'; '.join(wrong)}")
        return {name: str(answer[field]) for name, field in self.captures.items()}


def read(file: Path) -> list[Step]:
    """Read the steps of a file."""
    return list(_steps(file.read_text(encoding="utf-8"), file))


def run(steps: list[Step], url: str, key: str, out: Console) -> None:
    """Take the steps in order, show each, and end with an error at the first whose answer is another than expected."""
    service = HTTPConnection(urlsplit(url).netloc, timeout=_TIMEOUT_SECONDS)
    credential = {"Authorization": f"Bearer {key}"}
    variables: dict[str, str] = {}
    try:
        for step in (step.fill(variables) for step in steps):
            content = {"Content-Type": "application/json"} if step.body else {}
            service.request(step.method, step.path, step.body or None, {**credential, **content, **step.headers})
            response = service.getresponse()
            answer = json.load(response)
            _print(out, step.comment + step.curl(), "bash")
            seen = [f"{name}: {response.headers[name]}" for name in step.answer_headers]
            _print(out, "\n".join([f"HTTP/1.1 {response.status} {response.reason}", *seen]), "http")
            _print(out, pretty(answer, out.width), "json")
            out.print()
            variables |= step.capture(response.status, response.headers, answer)
    finally:
        service.close()


def pretty(value: object, width: int, indent: str = "") -> str:
    """Return JSON, in lines that fit the width where that can be."""
    flat = json.dumps(value, ensure_ascii=False)
    inner = f"{indent} "
    match value:
        case list() if len(indent + flat) >= width:
            return f"[\n{inner}" + f",\n{inner}".join(pretty(item, width, inner) for item in value) + "]"
        case dict() if len(indent + flat) >= width:
            members = [f"{json.dumps(name)}: {pretty(member, width, inner)}" for name, member in value.items()]
            return "{" + f"\n{inner}".join(_fill(members, width - len(inner))) + "}"
    return flat


def _fill(members: list[str], width: int) -> list[str]:
    """Return lines, each with as many of the members as fit it; one that has lines of its own stands alone."""
    lines = members[:1]
    for member in members[1:]:
        lines[-1] += ","
        if "\n" not in lines[-1] + member and len(f"{lines[-1]} {member}") < width:
            lines[-1] += f" {member}"
        else:
            lines.append(member)
    return lines


def _steps(text: str, file: Path) -> Iterator[Step]:
    position = 0
    while text[position:].strip():
        found = _STEP.match(text, position)
        if not found:
            raise OperationError(f"{file}: no step that can be read follows line {text.count(chr(10), 0, position)}")
        position = found.end()
        yield Step(
            comment=found["comment"],
            method=found["method"],
            path=found["path"],
            headers=dict(_HEADER.findall(found["headers"])),
            body=found["body"].rstrip("\n"),
            status=int(found["status"]),
            answer_headers=dict(_HEADER.findall(found["answer_headers"])),
            captures=dict(_CAPTURE.findall(found["captures"] or "")),
        )


def _print(out: Console, text: str, language: str) -> None:
    """Print text in colours, and let the terminal break what is too long: a command can then be copied."""
    out.print(Syntax("", language, theme="ansi_dark").highlight(text), end="", soft_wrap=True)
