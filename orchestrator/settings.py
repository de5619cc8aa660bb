"""Settings, read from the environment (`HOLDFAST_…`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PostgresVersion = Literal[16, 18]


def default_data_dir() -> Path:
    """Return the XDG data home of the user; for root, who hands the server to nobody, a place that nobody can reach."""
    if os.geteuid() == 0:
        return Path("/var/lib/holdfast")
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser() / "holdfast"


class Settings(BaseSettings):
    """What an installation may set; command-line options win over it."""

    model_config = SettingsConfigDict(env_prefix="HOLDFAST_")

    database_url: str | None = Field(default=None, min_length=1, description="libpq URL; the embedded server where it is not set")
    data_dir: Path = Field(default_factory=default_data_dir, description="folder of the embedded server")
    postgres_version: PostgresVersion = Field(default=18, description="major version of the embedded server")

    @field_validator("postgres_version", mode="before")
    @classmethod
    def _read_number(cls, value: object) -> object:
        """Read the environment's text: a Literal of numbers does not."""
        return int(value) if isinstance(value, str) and value.isdecimal() else value
