"""`make migrations`: until the first release, the one migration is made from `sql/schema/`, never typed."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from orchestrator.errors import OperationError
from orchestrator.migrate import CHECKSUMS, schema_files
from orchestrator.paths import Tree

BASELINE = "0001_baseline.sql"
HEADER = "-- The tables of the first release: sql/schema/, file after file. Made by `make migrations`; do not edit.\n"


class ReleasedError(OperationError):
    """There is a release, so what was released is not made again."""


def write_baseline(tree: Tree) -> None:
    """Write migration 0001 and the checksums, unless a release has them."""
    tags = subprocess.run(
        ["git", "tag", "--list", "v*"],  # noqa: S607
        cwd=tree.migrations,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    if tags:
        raise ReleasedError(
            f"{tags[0]} is released: write the change by hand as migrations/NNNN_what_changes.sql, change sql/schema/ to match, "
            f"and list it: cd migrations && sha256sum *.sql > {CHECKSUMS}"
        )
    content = render(tree).encode()
    (tree.migrations / BASELINE).write_bytes(content)
    (tree.migrations / CHECKSUMS).write_text(f"{hashlib.sha256(content).hexdigest()}  {BASELINE}\n")


def render(tree: Tree) -> str:
    """Return the text of migration 0001."""
    parts = [f"-- sql/schema/{path.name}\n\n{path.read_text().strip()}\n" for path in schema_files(tree)]
    return "\n".join([HEADER, *parts])


if __name__ == "__main__":
    try:
        write_baseline(Tree.find())
    except OperationError as error:
        sys.exit(str(error))
