"""Sends prepared requests over many connections and reads no more of the answers than it must: it shares the machine's cores."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from bench.measure import Measure

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"\r\nContent-Length: "


def request(path: str, headers: dict[str, str], body: str) -> bytes:
    """Return an HTTP request as it is sent."""
    content = body.encode()
    fields = {"Host": "bench", "Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + content


async def load(url: str, requests: Sequence[bytes], connections: int) -> Measure:
    """Send all requests, each connection the next as soon as it has its answer; raise where one is not 200."""
    waiting, seconds = iter(requests), list[float]()
    loop, parts = asyncio.get_running_loop(), urlsplit(url)
    host, port = parts.hostname or "", parts.port or 0
    clients = [(await loop.create_connection(lambda: _Client(waiting, seconds), host, port))[1] for _ in range(connections)]
    start = time.perf_counter()
    for client in clients:
        client.send_next()
    await asyncio.gather(*(client.ended for client in clients))
    return Measure([len(seconds) / (time.perf_counter() - start)], seconds)


class _Client(asyncio.Protocol):
    def __init__(self, waiting: Iterator[bytes], seconds: list[float]) -> None:
        self._waiting = waiting
        self._seconds = seconds
        self._received = b""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport

    def send_next(self) -> None:
        sent = next(self._waiting, None)
        if sent is None:
            self.ended.set_result(None)
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(sent)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(_HEAD_END)
        if head < 0:
            return
        length = self._received.find(_LENGTH) + len(_LENGTH)
        if len(self._received) < head + len(_HEAD_END) + int(self._received[length : self._received.find(b"\r\n", length)]):
            return
        self._seconds.append(time.perf_counter() - self._sent_at)
        if self._received[9:12] != b"200":
            self._fail(self._received.decode())
            return
        self._received = b""
        self.send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"connection lost: {exc}")

    def _fail(self, reason: str) -> None:
        if not self.ended.done():
            self.ended.set_exception(RuntimeError(reason))
            self._transport.abort()
