"""Processes that tests start, and their servers."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
from pathlib import Path

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


def kill_server(postmaster: int, *, with_children: bool) -> None:
    """Kill a server; wait until none of its processes is left: those that are not killed end once they see it is gone."""
    children = [int(pid) for pid in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()]
    handles = []
    for pid in (postmaster, *children):
        with contextlib.suppress(ProcessLookupError):
            handles.append(os.pidfd_open(pid))
    for handle in handles if with_children else handles[:1]:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    for handle in handles:
        wait_for_end(handle)
