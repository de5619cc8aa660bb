"""Fixtures of all tests: a database of its own for each, cloned in a moment, and checked when the test is over."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from orchestrator.database import Connection, connect
from tests.cluster import Cluster, broken_invariants, cluster_of


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each xdist worker where the cluster is."""
    node.workerinput["cluster"] = asdict(cluster_of(node.config))


@pytest.fixture
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """The server that the tests share. What a test makes on it, it removes."""
    return cluster_of(request.config)


@pytest.fixture
def database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated database of the test's own, whose invariants must hold when the test is over."""
    with cluster.database() as url:
        yield url
        if not request.node.get_closest_marker("breaks_invariants"):
            assert broken_invariants(url) == []


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that an unprivileged account can reach, as it cannot pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="holdfast-test-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def conn(database: str) -> Iterator[Connection]:
    """A superuser's connection to the test's database, in autocommit mode."""
    with connect(database) as connection:
        yield connection
