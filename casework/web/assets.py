"""A static file's address holds the hash of its content, so that it can be kept for ever."""

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask
from markupsafe import Markup
from werkzeug.wrappers import Response

from casework.crypto.hashing import sha256
from casework.kernel.errors import NotFound
from casework.web.compression import takes_gzip
from casework.web.guard import public
from casework.web.templates import Templates

FOLDER = Path(__file__).resolve().parents[1] / "static"
_SPRITE = "icons/icons.svg"
_ICON = Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>')
FOR_EVER = "public, max-age=31536000, immutable"

_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: address, type, bytes, and the same bytes compressed."""

    address: str
    mimetype: str
    content: bytes
    zipped: bytes


def load_assets(folder: Path) -> dict[str, Asset]:
    """Read every file of a known type once; names are paths inside the folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mimetype = _TYPES.get(path.suffix)
        if mimetype is None:
            continue
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        address = f"/static/{sha256(content).hex()[:16]}/{name}"
        zipped = gzip.compress(content, 9, mtime=0)
        found[name] = Asset(address, mimetype, content, zipped)
    return found


def install(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the files, the app having no static folder; templates say `asset` and `icon`."""
    assets = load_assets(folder)

    @public
    def serve(digest: str, name: str) -> Response:
        asset = assets.get(name)
        if asset is None or asset.address != f"/static/{digest}/{name}":
            raise NotFound
        zipped = takes_gzip()
        response = Response(asset.zipped if zipped else asset.content, mimetype=asset.mimetype)
        response.headers["Cache-Control"] = FOR_EVER
        response.vary.add("Accept-Encoding")
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def asset_address(name: str) -> str:
        return assets[name].address

    sprite = asset_address(_SPRITE)

    @cache
    def icon(name: str) -> Markup:
        """Draw one of the sprite: it stands beside words and is hidden from readers."""
        return _ICON.format(f"{sprite}#{name}")

    app.add_url_rule("/static/<digest>/<path:name>", "asset", serve)
    cast(Templates, app.jinja_env).settle(asset=asset_address, icon=icon)
