"""Processes that tests start, and their servers."""

from __future__ import annotations

import os
import select
import subprocess

PATIENCE_SECONDS = 30


def wait_for_end(process: int) -> None:
    """Wait until the process of a pidfd has ended."""
    try:
        assert select.select([process], [], [], PATIENCE_SECONDS)[0], "it is still running"
    finally:
        os.close(process)


def end(process: subprocess.Popen[str]) -> None:
    """End a process: politely, unless it does not listen."""
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
