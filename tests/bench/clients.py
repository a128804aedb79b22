"""A client so thin that it hardly takes part in what it measures: one socket, one request."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import TypeAlias
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
_TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
_HEAD_END = b"\r\n\r\n"

Fields: TypeAlias = Mapping[str, str | Sequence[str]]
"""A form: what each field says, or all that it says where it was ticked several times."""


@dataclass(frozen=True)
class Answer:
    """Status, body, and the seconds from the first byte sent to the last one read."""

    status: int
    body: bytes
    seconds: float


class Line:
    """One connection of one browser, with its cookies; opened anew when the server hung up."""

    def __init__(self, port: int, patience: float = 60) -> None:
        self._port = port
        self._patience = patience
        self._socket: socket.socket | None = None
        self._cookies: dict[bytes, bytes] = {}

    def get(self, path: str) -> Answer:
        """Return the answer to a GET, whatever its status."""
        return self._send(f"GET {path} HTTP/1.1\r\n".encode(), b"")

    def post(self, path: str, fields: Fields) -> Answer:
        """Return the answer to a form."""
        body = urlencode(fields, doseq=True).encode()
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        head = f"POST {path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n".encode() + kind
        return self._send(head, body)

    def page(self, path: str) -> Answer:
        """Return the answer to a GET that must succeed."""
        answer = self.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __del__(self) -> None:
        """Hang up when nobody holds the line any more."""
        self.close()

    def _send(self, head: bytes, body: bytes) -> Answer:
        jar = b"; ".join(name + b"=" + value for name, value in self._cookies.items())
        words = head + b"Host: 127.0.0.1\r\nCookie: " + jar + _HEAD_END + body
        begun = time.perf_counter()
        try:
            top, content = self._exchange(words)
        except ConnectionError:  # kept alive for some seconds only
            self.close()
            begun = time.perf_counter()
            top, content = self._exchange(words)
        seconds = time.perf_counter() - begun
        for cookie in _COOKIE.findall(top):
            name, _, value = cookie.partition(b"=")
            self._cookies[name] = value
        return Answer(int(top.split(b" ", 2)[1]), content, seconds)

    def _exchange(self, words: bytes) -> tuple[bytes, bytes]:
        if self._socket is None:
            address = ("127.0.0.1", self._port)
            self._socket = socket.create_connection(address, self._patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(words)
        data = b""
        while _HEAD_END not in data:
            data += self._receive(self._socket)
        top, _, content = data.partition(_HEAD_END)
        length = _LENGTH.search(top)
        wanted = int(length.group(1)) if length else 0
        while len(content) < wanted:
            content += self._receive(self._socket)
        return top, content

    @staticmethod
    def _receive(connection: socket.socket) -> bytes:
        data = connection.recv(262_144)
        if not data:
            raise ConnectionResetError
        return data


@dataclass(frozen=True)
class Person:
    """Who signs in."""

    username: str
    password: str

    def reach(self, port: int) -> tuple[Line, dict[str, str]]:
        """Open the sign-in page; returns the line and the filled form."""
        line = Line(port)
        token = form_token(line.page("/login").body)
        return line, {"csrf_token": token, "username": self.username, "password": self.password}

    def sign_in(self, port: int) -> Line:
        """Return a line with a session of this person."""
        line, form = self.reach(port)
        press(line, form)
        return line


def form_token(page: bytes) -> str:
    """Return the token that the forms of a page carry."""
    token = _TOKEN.search(page)
    if token is None:
        raise RuntimeError("the page has no form")
    return token.group(1).decode()


def press(line: Line, form: dict[str, str]) -> float:
    """Send the sign-in form; returns the seconds until the answer."""
    answer = line.post("/login", form)
    if answer.status not in (302, 303):
        raise RuntimeError(f"signing in answers {answer.status}")
    return answer.seconds


def rate(lines: Sequence[Line], paths: Sequence[str], seconds: float) -> float:
    """Return the requests per second that all lines get answered together, one thread each."""
    end = time.perf_counter() + seconds

    def ask(place: int) -> int:
        turn = cycle([*paths[place % len(paths) :], *paths[: place % len(paths)]])
        count = 0
        while time.perf_counter() < end:
            lines[place].page(next(turn))
            count += 1
        return count

    begun = time.perf_counter()
    with ThreadPoolExecutor(len(lines)) as pool:
        counts = list(pool.map(ask, range(len(lines))))
    return sum(counts) / (time.perf_counter() - begun)
