"""Where the SQL and the examples are: beside the packages in a checkout, inside them in an installed wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _find(folder: str) -> Path:
    packaged = _PACKAGE / f"_{folder}"
    return packaged if packaged.is_dir() else _PACKAGE.parent / folder


@dataclass(frozen=True)
class Tree:
    """The two folders that make a database."""

    sql: Path
    migrations: Path

    @classmethod
    def find(cls) -> Tree:
        """Return the tree that belongs to this code."""
        return cls(_find("sql"), _find("migrations"))


def examples() -> Path:
    """Return the folder of examples."""
    return _find("examples")
