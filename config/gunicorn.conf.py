"""The server: one run key in the master's memory, loopback unless TLS, and a log without addresses.

Read by gunicorn from the repository's root: `gunicorn -c config/gunicorn.conf.py wsgi:app`.
From the environment: PORT (8000), CASEWORK_BIND (127.0.0.1:PORT), CASEWORK_TLS_CERTIFICATE and
CASEWORK_TLS_KEY (paths of PEM files, both or none).
"""

import ctypes
import gc
import ipaddress
import os
import resource
import signal
import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger

from casework.keeper import start_keeping

# A core dump would carry the keys of every open session to the disk.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

# glibc gives each thread a heap of its own and keeps what was freed in it; threads that compute in
# turn need one between them, which saves some 7 MB a worker. Another libc knows no such option.
_ONE_HEAP = (-8, 1)  # M_ARENA_MAX
if hasattr(libc := ctypes.CDLL(None), "mallopt"):
    libc.mallopt(*_ONE_HEAP)


class ReticentLogger(Logger):
    """Gunicorn's log without what a request or an exception says: paths hold the ids of files."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:  # noqa: ARG002 – left out on purpose
        """Return what a line of the access log is made of: hour, status, milliseconds, no more.

        Nobody's address, browser or path is gathered, so that no format can print it.
        """
        milliseconds = int(request_time.total_seconds() * 1000)
        return {"t": self.now(), "s": str(resp.status).split(None, 1)[0], "M": milliseconds}

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Invalid request from"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 – left out on purpose
        kind, _, trace = sys.exc_info()
        frames = "".join(traceback.format_tb(trace)).rstrip()
        self.error("%s in a worker\n%s", kind.__name__ if kind else "Failure", frames)


logger_class = ReticentLogger
accesslog = "-"
access_log_format = "%(t)s %(s)s %(M)s ms"
errorlog = "-"
loglevel = "info"

# The application is made once, before the workers: the key that opens sessions is made with it,
# lives in memory only, and every worker inherits it. For the same reason nothing recycles workers
# from outside the master (no reload) and a restart means signing in again.
preload_app = True
workers = 2
worker_class = "gthread"
threads = 4
max_requests = 0

bind = os.environ.get("CASEWORK_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
certfile = os.environ.get("CASEWORK_TLS_CERTIFICATE") or None
keyfile = os.environ.get("CASEWORK_TLS_KEY") or None
umask = 0o077
proc_name = "casework"
control_socket_disable = True  # one door to the running server: signals, from its own user

# Ids of 32 letters and a cursor fit in a short line; the cookie and a browser's habits in 8 kB.
limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 8190
timeout = 60
graceful_timeout = 20
keepalive = 5


def _is_private(address: Any) -> bool:
    """Say whether a bound address can be reached from this machine only."""
    if not isinstance(address, tuple):
        return True  # a Unix socket, by its path
    host = address[0]
    return host == "localhost" or ipaddress.ip_address(host or "0.0.0.0").is_loopback  # noqa: S104 – the empty host means every address; asked, not bound


def on_starting(server: Any) -> None:
    """Refuse to serve without TLS where another machine could listen in."""
    if server.cfg.is_ssl or all(_is_private(address) for address in server.cfg.address):
        return
    sys.exit(
        "Without TLS the server binds to loopback only: set CASEWORK_TLS_CERTIFICATE and …_KEY"
    )


def when_ready(server: Any) -> None:
    """Refuse to serve a log that does not extend its anchor, or that a verification halted."""
    house = server.app.wsgi().extensions.get("casework")
    if house is None:
        sys.exit("Casework does not start: this instance has no commune yet: run `casework init`")
    if house.ledger.is_halted:
        sys.exit("Casework does not start: the log is not sound; run `casework audit verify`")
    gc.collect()
    gc.freeze()  # what stays for ever is not walked through again and again, nor copied by workers


def post_worker_init(worker: Any) -> None:
    """Keep the house each minute, in one worker at a time.

    Ctrl-C is left to the master, which stops its workers; told twice, one can lock itself up.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_keeping(worker.app.wsgi().extensions["casework"])
