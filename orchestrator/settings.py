"""Settings, read from the environment (`HOLDFAST_…`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PostgresVersion = Literal[16, 18]
LogLevel = Literal["debug", "info", "warning", "error"]
Algorithm = Literal["EdDSA", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]
"""Of tokens: those with a public key. A secret that both sides know would let every verifier sign."""


def default_data_dir() -> Path:
    """Return the XDG data home of the user; for root, who hands the server to nobody, a place that nobody can reach."""
    if os.geteuid() == 0:
        return Path("/var/lib/holdfast")
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser() / "holdfast"


class Settings(BaseSettings):
    """What an installation may set; command-line options win over it."""

    model_config = SettingsConfigDict(env_prefix="HOLDFAST_", hide_input_in_errors=True)

    database_url: str | None = Field(default=None, min_length=1, description="libpq URL; the embedded server where it is not set")
    data_dir: Path = Field(default_factory=default_data_dir, description="folder of the embedded server")
    postgres_version: PostgresVersion = Field(default=18, description="major version of the embedded server")

    bootstrap_key: SecretStr | None = Field(
        default=None, min_length=1, description="an API key that may do everything, for development"
    )
    log_level: LogLevel = Field(default="warning", description="the least that is logged")
    log_format: Literal["json", "text"] | None = Field(default=None, description="of a line; text where stderr is a terminal")
    pool_size: PositiveInt = Field(default=8, description="connections to the database")
    queue_size: PositiveInt = Field(default=256, description="requests that may wait for a connection; the next is answered 503")
    statement_timeout: PositiveFloat = Field(default=10, description="seconds a request may take in the database")
    max_connections: PositiveInt = Field(default=1024, description="connections of clients; the next is answered 503")
    read_timeout: PositiveFloat = Field(default=5, description="seconds in which a head, and then a body, must have come whole")
    idle_timeout: PositiveFloat = Field(default=75, description="seconds a connection is kept open between requests")
    stop_timeout: PositiveFloat = Field(default=30, description="seconds that requests are given to end when the service stops")
    body_limit: PositiveInt = Field(default=64 * 1024, description="bytes of a request's body")
    rate_limit: float = Field(default=0, ge=0, description="requests a second of one credential, 0 for any number")

    orchestrator: bool = Field(default=True, description="whether the service does what `holdfast work` does, too")
    sweep_interval: float = Field(default=60, ge=0, description="seconds between sweeps of expired liens and old keys; 0: none")
    seal_interval: float = Field(default=600, ge=0, description="seconds between blocks of evidence; 0: none")
    poll_interval: float = Field(
        default=0.5, ge=0, description="seconds between looks for chains that are due and for outside steps; 0: none"
    )
    lease: PositiveFloat = Field(default=30, description="seconds after which others may ask what became of an outside step")
    worker_size: PositiveInt = Field(default=32, description="outside steps that one process does at once")
    key_retention_days: PositiveInt = Field(default=30, description="days that an idempotency key is kept")

    jwt_issuer: str | None = Field(default=None, min_length=1, description="`iss` of the tokens that are accepted")
    jwt_audience: str | None = Field(default=None, min_length=1, description="`aud` that they must name")
    jwt_jwks: str | None = Field(default=None, min_length=1, description="file or https URL of the issuer's keys")
    jwt_algorithms: list[Algorithm] = Field(default=["EdDSA"], min_length=1, description="how they may be signed")
    jwt_max_lifetime: PositiveInt = Field(default=86400, description="seconds between `iat` and `exp`, at most")

    @model_validator(mode="after")
    def _know_the_issuer_whole(self) -> Self:
        given = [self.jwt_issuer, self.jwt_audience, self.jwt_jwks]
        if any(given) and not all(given):
            raise ValueError("HOLDFAST_JWT_ISSUER, HOLDFAST_JWT_AUDIENCE and HOLDFAST_JWT_JWKS go together")
        return self

    @field_validator("postgres_version", mode="before")
    @classmethod
    def _read_number(cls, value: object) -> object:
        """Read the environment's text: a Literal of numbers does not."""
        return int(value) if isinstance(value, str) and value.isdecimal() else value
