"""Settings are read once, checked whole, frozen, and refused with one clear line."""

import ipaddress
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar, get_type_hints
from urllib.parse import urlsplit

from casework.kernel.errors import BadSettings, MalformedId
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.kernel.settings_file import expect, override, read_toml

PEPPER: Final = "pepper"
LOG_KEY: Final = "log-key"
LOG_HEAD: Final = "log-head"
SECRET_NAMES: Final = (PEPPER, LOG_KEY, LOG_HEAD)

_CONFIG_FOLDER = Path(__file__).resolve().parents[2] / "config"


@dataclass(frozen=True)
class Server:
    """Where browsers reach us; `tls` also where a proxy on this machine ends the TLS."""

    host: str
    port: int
    workers: int
    threads: int
    tls: bool
    tls_certificate: str
    tls_key: str


@dataclass(frozen=True)
class SessionRules:
    """When a session locks and ends (SECURITY §6)."""

    idle_minutes: int
    absolute_hours: int
    touch_seconds: int


@dataclass(frozen=True)
class PasswordRules:
    """Cost of Argon2id; the format's own minimum is enforced where keys are derived."""

    memory_kib: int
    iterations: int


@dataclass(frozen=True)
class DatabaseRules:
    """The database's URL; empty means the SQLite file of the instance."""

    url: str


@dataclass(frozen=True)
class Commune:
    """Whom this instance serves; `phone` is whom to call when something is wrong.

    `code` begins every case number: one to four capital letters that name no village.
    """

    id: Id | None
    name: str
    code: str
    phone: str


@dataclass(frozen=True)
class Settings:
    """Everything that a running system is told."""

    instance: Path
    config: Path
    demo: bool
    server: Server
    session: SessionRules
    passwords: PasswordRules
    database: DatabaseRules
    commune: Commune

    @property
    def database_file(self) -> Path:
        """The SQLite file, used when no other database is named."""
        return self.instance / "casework.sqlite3"

    @property
    def database_url(self) -> str:
        """The URL for the database engine."""
        return self.database.url or f"sqlite:///{self.database_file}"

    @property
    def secrets_dir(self) -> Path:
        """The folder of the server's secrets, mode 0700."""
        return self.instance / "secrets"

    @property
    def attachments_dir(self) -> Path:
        """The folder of sealed large files."""
        return self.instance / "attachments"

    @property
    def exports_dir(self) -> Path:
        """The folder in which exports and backups are made."""
        return self.instance / "exports"

    @property
    def codes_dir(self) -> Path:
        """The folder of the code lists."""
        return self.config / "codes"


def load_settings(instance: Path, env: Mapping[str, str]) -> Settings:
    """Return default.toml, overridden by the instance's instance.toml, overridden by `env`.

    `CASEWORK_CONFIG` names another folder than the shipped `config/`; `CASEWORK_PORT` and
    `CASEWORK_DATABASE_URL` override one setting each. Secrets are looked at by
    `require_secrets`, since `casework init` runs before there are any.
    Raises BadSettings.
    """
    config = Path(env.get("CASEWORK_CONFIG") or _CONFIG_FOLDER).absolute()
    tables = read_toml(config / "default.toml")
    own = instance / "instance.toml"
    if own.exists():
        override(tables, read_toml(own))
    _override_from(tables, env)
    settings = _build(instance.absolute(), config, tables)
    _check(settings)
    return settings


def instance_from(env: Mapping[str, str]) -> Path:
    """Return the folder that `CASEWORK_INSTANCE` names. Raises BadSettings where it names none."""
    named = env.get("CASEWORK_INSTANCE")
    if not named:
        raise BadSettings("CASEWORK_INSTANCE must name the instance folder")
    return Path(named).absolute()


def require_secrets(settings: Settings) -> None:
    """Raise BadSettings unless every secret is there and readable by its owner only."""
    _refuse_open(settings.secrets_dir)
    for name in SECRET_NAMES:
        _refuse_open(settings.secrets_dir / name)


def read_secret(path: Path) -> bytes:
    """Return the bytes of a secret file.

    Raises BadSettings if it is missing, empty or open to others than its owner.
    """
    _refuse_open(path)
    secret = path.read_bytes()
    if not secret:
        raise BadSettings(f"the secret {path.name} is empty")
    return secret


def masked(settings: Settings) -> dict[str, object]:
    """Return the effective settings for the screen: no password of the database, no secret."""
    shown: dict[str, object] = {
        "instance": str(settings.instance),
        "config": str(settings.config),
        "demo": settings.demo,
    }
    for group in (settings.server, settings.session, settings.passwords):
        prefix = {Server: "server", SessionRules: "session"}.get(type(group), "passwords")
        shown |= {f"{prefix}.{field.name}": getattr(group, field.name) for field in fields(group)}
    commune = settings.commune
    return shown | {
        "database.url": _masked_url(settings.database_url),
        "commune.id": None if commune.id is None else id_to_text(commune.id),
        "commune.name": commune.name,
        "commune.code": commune.code,
        "commune.phone": commune.phone,
        **{
            f"secrets.{name}": "•••" if (settings.secrets_dir / name).exists() else "missing"
            for name in SECRET_NAMES
        },
    }


def _override_from(tables: dict[str, Any], env: Mapping[str, str]) -> None:
    if url := env.get("CASEWORK_DATABASE_URL"):
        override(tables, {"database": {"url": url}})
    if port := env.get("CASEWORK_PORT"):
        if not (port.isascii() and port.isdigit()):
            raise BadSettings("CASEWORK_PORT must be a whole number")
        override(tables, {"server": {"port": int(port)}})


_GROUPS = {"server", "session", "passwords", "database", "commune"}
_Group = TypeVar("_Group")


def _build(instance: Path, config: Path, tables: dict[str, Any]) -> Settings:
    if wrong := set(tables) ^ (_GROUPS | {"demo"}):
        raise BadSettings(f"unknown or missing setting {min(wrong)}")
    commune = expect(
        "commune", tables["commune"], {"id": str, "name": str, "code": str, "phone": str}
    )
    top = expect("", {"demo": tables["demo"]}, {"demo": bool})
    return Settings(
        instance=instance,
        config=config,
        demo=top["demo"],
        server=_group(Server, "server", tables["server"]),
        session=_group(SessionRules, "session", tables["session"]),
        passwords=_group(PasswordRules, "passwords", tables["passwords"]),
        database=_group(DatabaseRules, "database", tables["database"]),
        commune=Commune(
            _commune_id(commune["id"]),
            commune["name"],
            _commune_code(commune["code"]),
            commune["phone"],
        ),
    )


def _group(kind: type[_Group], name: str, table: object) -> _Group:
    return kind(**expect(name, table, get_type_hints(kind)))


def _commune_id(text: str) -> Id | None:
    try:
        return id_from_text(text) if text else None
    except MalformedId as error:
        raise BadSettings("commune.id must be 32 lower-case hexadecimal digits") from error


def _commune_code(text: str) -> str:
    if text and not re.fullmatch(r"[A-Z]{1,4}", text):
        raise BadSettings("commune.code must be one to four capital letters A to Z")
    return text


def _check(settings: Settings) -> None:
    server = settings.server
    for name, value, lowest, highest in (
        ("server.port", server.port, 1, 65_535),
        ("server.workers", server.workers, 1, 64),
        ("server.threads", server.threads, 1, 64),
        ("session.idle_minutes", settings.session.idle_minutes, 1, 15),
        ("session.absolute_hours", settings.session.absolute_hours, 1, 8),
        ("session.touch_seconds", settings.session.touch_seconds, 1, 60),
        ("passwords.memory_kib", settings.passwords.memory_kib, 19_456, 1_048_576),
        ("passwords.iterations", settings.passwords.iterations, 2, 64),
    ):
        if not lowest <= value <= highest:
            raise BadSettings(f"{name} must lie between {lowest} and {highest}")
    if bool(server.tls_certificate) != bool(server.tls_key):
        raise BadSettings("server.tls_certificate and server.tls_key belong together")
    if server.tls_certificate and not server.tls:
        raise BadSettings("server.tls must be true where a certificate is named")
    if not _is_loopback(server.host) and not server.tls_certificate:
        raise BadSettings(
            "server.host may leave this machine only with server.tls, tls_certificate and tls_key"
        )
    if settings.secrets_dir.exists():
        _refuse_open(settings.secrets_dir)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_open(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError:
        raise BadSettings(f"{path.name} is missing or cannot be read") from None
    if stat.S_IMODE(mode) & 0o077:
        raise BadSettings(f"{path.name} must be readable by its owner only (chmod go-rwx)")


def _masked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None and not parts.query:
        return url
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"•••@{host}", query="•••" if parts.query else "").geturl()
