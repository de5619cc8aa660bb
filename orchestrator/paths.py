"""Where the SQL is: beside the packages in a checkout, inside them in an installed wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tree:
    """The two folders that make a database."""

    sql: Path
    migrations: Path

    @classmethod
    def find(cls) -> Tree:
        """Return the tree that belongs to this code."""
        package = Path(__file__).resolve().parent
        if (package / "_sql").is_dir():
            return cls(package / "_sql", package / "_migrations")
        return cls(package.parent / "sql", package.parent / "migrations")
