"""The line between a browser and the site: a TCP proxy that can be cut, and that can lose the answer of the door."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

#: How a return is handed in.
DOOR = b"POST /api/v1/returns/"
PIECE = 65_536


class Line:
    """`cut()` breaks it with everything under way, `mend()` gives it back; `handed` counts what reached the door."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._to = (urlsplit(site).hostname or "", urlsplit(site).port or 80)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._up = True
        self.losing = 0
        self.handed = 0
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._up = False
        for each in list(self._open):
            _close(each)

    def mend(self) -> None:
        self._up = True

    def lose_answers(self, count: int) -> None:
        """What is handed in next arrives, and its answer does not."""
        self.losing = count

    def close(self) -> None:
        self.cut()
        self._server.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        if not self._up:
            return _close(client)
        with contextlib.suppress(OSError):
            far = socket.create_connection(self._to)
            self._open |= {client, far}
            lost = threading.Event()
            threading.Thread(target=self._answer, args=(far, client, lost), daemon=True).start()
            for piece in _pieces(client):
                self._mark(piece, lost)
                far.sendall(piece)
        _close(client)
        return None

    def _mark(self, piece: bytes, lost: threading.Event) -> None:
        if DOOR in piece:
            self.handed += 1
            if self.losing:
                self.losing -= 1
                lost.set()

    def _answer(self, far: socket.socket, client: socket.socket, lost: threading.Event) -> None:
        with contextlib.suppress(OSError):
            for piece in _pieces(far):
                if lost.is_set():
                    break
                client.sendall(piece)
        _close(client)
        _close(far)


def _pieces(of: socket.socket) -> Iterator[bytes]:
    with contextlib.suppress(OSError):
        while piece := of.recv(PIECE):
            yield piece


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
