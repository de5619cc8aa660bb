"""What is committed can be installed by anyone, from the public index, and is what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_requirements_are_pinned_by_content_and_name_no_place(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert re.findall(r"(?m)^(?!#|\S+==\S+|    --hash=sha256:[0-9a-f]{64}).+$", text) == []
    assert "://" not in text


def test_requirements_have_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = set(re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements" / "runtime.txt").read_text()))
    assert {re.split(r"[^a-z0-9-]", dependency)[0] for dependency in project["dependencies"]} <= pinned
