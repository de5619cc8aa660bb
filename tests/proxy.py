"""A TCP proxy that loses what comes through it, when told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Proxy:
    """Forwards connections to a server on 127.0.0.1."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._taken = 0
        self._to_cut = 0
        self._cut_up_to = 0
        self.port: int = self._listener.getsockname()[1]

    def cut_replies(self, number: int = 1) -> None:
        """Lose the next replies of the server on connections that there are, and the connections with them."""
        with self._lock:
            self._to_cut, self._cut_up_to = number, self._taken

    def serve(self) -> None:
        """Take connections until closed."""
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._taken += 1
                threading.Thread(target=self._forward_both_ways, args=(client, self._taken), daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _forward_both_ways(self, client: socket.socket, number: int) -> None:
        with client, socket.create_connection(("127.0.0.1", self._server_port)) as server:
            requests = threading.Thread(target=self._forward, args=(client, server, None), daemon=True)
            requests.start()
            self._forward(server, client, number)
            requests.join()

    def _forward(self, source: socket.socket, target: socket.socket, number: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if number is not None and self._is_cut(number):
                    break
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _is_cut(self, number: int) -> bool:
        with self._lock:
            if not self._to_cut or number > self._cut_up_to:
                return False
            self._to_cut -= 1
            return True


@contextlib.contextmanager
def proxy(server_port: int) -> Iterator[Proxy]:
    """Run a proxy in front of a port."""
    made = Proxy(server_port)
    threading.Thread(target=made.serve, daemon=True).start()
    try:
        yield made
    finally:
        made.close()
