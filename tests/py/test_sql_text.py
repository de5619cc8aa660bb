"""The text of sql/: what the conventions say of each file, and the SQLSTATEs that it shares with the docs and with Python.

Bodies are not parsed here: the loader has Postgres check them against the real catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pglast
import pytest
from pglast import ast

from orchestrator.errors import CODES
from orchestrator.paths import Tree

SQL = Tree.find().sql
FILES = sorted(SQL.glob("**/*.sql"))
OBJECTS = [path for path in FILES if path.relative_to(SQL).parts[0] in {"functions", "views"}]
ERRORS_PAGE = SQL.parent / "docs" / "errors.md"

LINE_LENGTH = 110
_SQLSTATE = re.compile(r"\b(?:LG|LN|SG|IB|WL|RL|ZA)(?!000)\d{3}\b")
_DOLLAR_QUOTED = re.compile(r"(\$\w*\$)(.*)\1", re.DOTALL)


def _name(path: Path) -> str:
    return path.relative_to(SQL).as_posix()


every_file = pytest.mark.parametrize("path", FILES, ids=_name)
every_object = pytest.mark.parametrize("path", OBJECTS, ids=_name)


def test_there_are_files() -> None:
    assert {path.relative_to(SQL).parts[0] for path in FILES} == {"schema", "functions", "views", "security"}


@every_file
def test_lines_are_short_and_clean(path: Path) -> None:
    text = path.read_text()
    problems = [
        f"{number}: {problem}"
        for number, line in enumerate(text.split("\n"), start=1)
        for problem, is_there in (
            (f"{len(line)} characters", len(line) > LINE_LENGTH),
            ("a tab", "\t" in line),
            ("a space at the end", line != line.rstrip()),
        )
        if is_there
    ]
    assert problems == []
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@every_file
def test_lines_are_indented_by_twos(path: Path) -> None:
    """Counted from the line that a line belongs to; or it stands below what follows that line's first word."""
    problems = []
    above: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text().split("\n"), start=1):
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if not text:
            continue
        while above and above[-1][0] >= indent:
            above.pop()
        start, first = above[-1] if above else (0, "")
        if (indent - start) % 2 and first[: indent - start] not in {"select ", "(select ", "(", "if ", "or "}:
            problems.append(f"{number}: {line}")
        above.append((indent, text))
    assert problems == []


@every_file
def test_keywords_are_in_lower_case(path: Path) -> None:
    assert [word for word in _keywords(path.read_text()) if word != word.lower()] == []


def test_keywords_in_capitals_would_be_found() -> None:
    script = "-- SELECT\ncreate function f() as $$ begin /* IF */ PERFORM 1; end $$; SELECT 'FROM', \"WHERE\""
    assert [word for word in _keywords(script) if word != word.lower()] == ["SELECT"]
    assert "if" in [*_keywords("do $body$ begin if true then null; end if; end $body$")]


@every_file
def test_postgres_can_parse_it(path: Path) -> None:
    assert pglast.parse_sql(path.read_text())


@every_object
def test_a_file_makes_the_one_object_that_its_path_names(path: Path) -> None:
    """With its comment, its triggers, and how they fire; by `create or replace`, so that it can be loaded again."""
    made = []
    for statement in (raw.stmt for raw in pglast.parse_sql(path.read_text())):
        match statement:
            case ast.CreateFunctionStmt(funcname=(ast.String(sval=schema), ast.String(sval=name)), replace=True):
                made.append(("functions", schema, name))
            case ast.ViewStmt(view=ast.RangeVar(schemaname=schema, relname=name), replace=True):
                made.append(("views", schema, name))
            case ast.CreateTrigStmt(replace=True) | ast.AlterTableStmt() | ast.CommentStmt():
                pass
            case _:
                pytest.fail(f"this does not belong here: {statement}")
    assert made == [path.relative_to(SQL).with_suffix("").parts]


def test_every_index_says_which_query_it_serves() -> None:
    """In the line above it, or in its comment. Those that serve a constraint are made by it."""
    text = "\n".join(path.read_text() for path in SQL.glob("schema/*.sql"))
    indexes = re.findall(r"^(.*)\ncreate (?:unique )?index (\w+)", text, re.MULTILINE)
    silent = {name for above, name in indexes if not above.startswith("-- ")}
    assert indexes
    assert silent <= set(re.findall(r"^comment on index \w+\.(\w+) is", text, re.MULTILINE))


def test_every_sqlstate_that_is_named_is_raised() -> None:
    """A comment that promises a code, and the code, go together."""
    for path in FILES:
        assert set(_SQLSTATE.findall(path.read_text())) <= _raised(), _name(path)


def test_sqlstates_are_documented() -> None:
    """`docs/errors.md` has a row for each, and for no other: the first column of its tables is the code."""
    listed = re.findall(r"^\| *`([A-Z]{2}\d{3})` *\|", ERRORS_PAGE.read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(_raised())


def test_sqlstates_are_mapped_to_problems() -> None:
    assert sorted(CODES) == sorted(_raised())
    assert {key: code.sqlstate for key, code in CODES.items()} == {key: key for key in CODES}


def _raised() -> set[str]:
    """Return the codes that stand as values in the SQL."""
    return {code for path in FILES for code in re.findall(rf"'({_SQLSTATE.pattern})'", path.read_text())}


def _keywords(script: str) -> Iterator[str]:
    """Yield the keywords of a script and of the bodies in it, which to the parser are strings."""
    for token in pglast.parser.scan(script):
        text = script[token.start : token.end + 1]
        if token.kind != "NO_KEYWORD":
            yield text
        elif token.name == "SCONST" and (body := _DOLLAR_QUOTED.fullmatch(text)):
            yield from _keywords(body[2])
