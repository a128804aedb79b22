"""Settings are whole, or the server does not start and says why in one line."""

from pathlib import Path

import pytest

from casework.kernel.errors import BadSettings
from casework.kernel.settings import (
    SECRET_NAMES,
    instance_from,
    load_settings,
    masked,
    read_secret,
    require_secrets,
)

CONFIG = Path(__file__).parents[2] / "config"
COMMUNE = "00112233445566778899aabbccddeeff"


def _write(instance: Path, text: str) -> Path:
    (instance / "instance.toml").write_text(text, encoding="utf-8")
    return instance


def _secrets(instance: Path) -> Path:
    folder = instance / "secrets"
    folder.mkdir(mode=0o700)
    for name in SECRET_NAMES:
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(b"visible-in-no-output")
    return folder


def test_the_defaults_are_those_of_the_security_design(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    assert (settings.server.host, settings.server.tls, settings.demo) == ("127.0.0.1", False, False)
    assert (settings.session.idle_minutes, settings.session.absolute_hours) == (15, 8)
    assert (settings.passwords.memory_kib, settings.passwords.iterations) == (65_536, 4)
    assert settings.commune.id is None
    assert settings.database_url == f"sqlite:///{tmp_path}/casework.sqlite3"
    assert settings.secrets_dir == tmp_path / "secrets"
    assert (settings.codes_dir / "clocks.toml").exists()


def test_the_instance_overrides_and_the_environment_has_the_last_word(tmp_path: Path) -> None:
    _write(tmp_path, f'demo = true\n[server]\nport = 9\n[commune]\nid = "{COMMUNE}"\nname = "xã"\n')
    own = load_settings(tmp_path, {})
    assert (own.demo, own.server.port, own.server.threads) == (True, 9, 4)
    assert own.commune.id == bytes.fromhex(COMMUNE)
    env = {"CASEWORK_PORT": "8001", "CASEWORK_DATABASE_URL": "postgresql+psycopg://db/casework"}
    last = load_settings(tmp_path, env)
    assert last.server.port == 8001
    assert last.database_url == "postgresql+psycopg://db/casework"


def test_the_example_for_production_is_accepted(tmp_path: Path) -> None:
    example = (CONFIG / "production.example.toml").read_text(encoding="utf-8")
    assert load_settings(_write(tmp_path, example), {}).server.tls


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[server]\nprot = 80\n", "unknown setting server.prot"),
        ("[sever]\nport = 80\n", "unknown setting sever"),
        ("demo = 1\n", "demo must be true or false"),
        ("server = 3\n", "server must be a table"),
        ('[server]\nport = "80"\n', "server.port must be a whole number"),
        ("[server]\nworkers = true\n", "server.workers must be a whole number"),
        ("[server]\nport = 0\n", "server.port must lie between"),
        ("[session]\nidle_minutes = 16\n", "session.idle_minutes must lie between 1 and 15"),
        ("[passwords]\nmemory_kib = 8\n", "passwords.memory_kib must lie between"),
        ('[commune]\nid = "NGOK-BAY"\n', "commune.id must be 32"),
        ('[server]\nhost = "0.0.0.0"\n', "server.host may leave"),
        ('[server]\nhost = "192.168.1.10"\ntls = true\n', "server.host may leave"),
        ('[server]\nhost = "::"\n', "server.host may leave"),
        ('[server]\ntls = true\ntls_key = "k"\n', "belong together"),
        ('[server]\ntls_certificate = "c"\ntls_key = "k"\n', "server.tls must be true"),
        ("[server\n", "cannot read instance.toml: not valid TOML"),
    ],
)
def test_wrong_settings_are_refused_in_one_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(BadSettings, match=line) as refusal:
        load_settings(_write(tmp_path, text), {})
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_this_machine_needs_no_certificate(tmp_path: Path, host: str) -> None:
    assert load_settings(_write(tmp_path, f'[server]\nhost = "{host}"\n'), {}).server.host == host


def test_with_a_certificate_the_server_may_leave_this_machine(tmp_path: Path) -> None:
    lines = '[server]\nhost = "10.0.0.5"\ntls = true\ntls_certificate = "c"\ntls_key = "k"\n'
    assert load_settings(_write(tmp_path, lines), {}).server.host == "10.0.0.5"


def test_a_port_in_the_environment_must_be_a_number(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="CASEWORK_PORT"):
        load_settings(tmp_path, {"CASEWORK_PORT": "eighty"})


def test_another_configuration_folder_must_hold_every_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"cannot read default\.toml"):
        load_settings(tmp_path, {"CASEWORK_CONFIG": str(tmp_path)})
    short = (CONFIG / "default.toml").read_text(encoding="utf-8").replace("threads = 4", "")
    (tmp_path / "default.toml").write_text(short, encoding="utf-8")
    with pytest.raises(BadSettings, match=r"missing setting server\.threads"):
        load_settings(tmp_path, {"CASEWORK_CONFIG": str(tmp_path)})


def test_the_instance_must_be_named(tmp_path: Path) -> None:
    assert instance_from({"CASEWORK_INSTANCE": str(tmp_path)}) == tmp_path
    with pytest.raises(BadSettings, match="CASEWORK_INSTANCE"):
        instance_from({})


def test_secrets_are_there_and_closed(tmp_path: Path) -> None:
    folder = _secrets(tmp_path)
    require_secrets(load_settings(tmp_path, {}))
    assert read_secret(folder / "pepper") == b"visible-in-no-output"


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_missing_secret_stops_the_start(tmp_path: Path, name: str) -> None:
    (_secrets(tmp_path) / name).unlink()
    with pytest.raises(BadSettings, match=f"{name} is missing"):
        require_secrets(load_settings(tmp_path, {}))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_secret_open_to_others_is_not_read(tmp_path: Path, mode: int) -> None:
    path = _secrets(tmp_path) / "log-key"
    path.chmod(mode)
    with pytest.raises(BadSettings, match="owner only"):
        read_secret(path)


def test_a_folder_of_secrets_open_to_others_stops_the_start(tmp_path: Path) -> None:
    _secrets(tmp_path).chmod(0o750)
    with pytest.raises(BadSettings, match="secrets must be readable by its owner only"):
        load_settings(tmp_path, {})


def test_an_empty_secret_is_not_read(tmp_path: Path) -> None:
    path = _secrets(tmp_path) / "pepper"
    path.write_bytes(b"")
    with pytest.raises(BadSettings, match="empty"):
        read_secret(path)


def test_what_is_shown_holds_no_secret(tmp_path: Path) -> None:
    _secrets(tmp_path)
    url = "postgresql+psycopg://casework:hunter2@db:5432/casework?password=hunter3"
    shown = str(masked(load_settings(tmp_path, {"CASEWORK_DATABASE_URL": url})))
    for secret in ("hunter2", "hunter3", "visible-in-no-output"):
        assert secret not in shown
    assert "db:5432/casework" in shown
    assert "session.idle_minutes" in shown
