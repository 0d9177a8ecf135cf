"""The settings that a phone scans: JSON, deflated, in base64, drawn as a QR code."""

import base64
import io
import json
import zlib

import segno

SERVER = "server_url"


def address(root: str, token: str) -> str:
    """The server's address as the app keeps it."""
    return f"{root.rstrip('/')}/odk/key/{token}"


def settings_text(server: str, project: str) -> str:
    """What the code holds.

    >>> import base64, json, zlib
    >>> text = settings_text("https://a/odk/key/t", "Lào Cai")
    >>> json.loads(zlib.decompress(base64.b64decode(text)))["general"]["server_url"]
    'https://a/odk/key/t'
    """
    general = {SERVER: server, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"}
    wanted = {"general": general, "admin": {}, "project": {"name": project, "icon": "🌾", "color": "#14613f"}}
    return base64.b64encode(zlib.compress(json.dumps(wanted, ensure_ascii=False).encode(), 9)).decode()


def drawn(text: str, title: str) -> str:
    """The code as an SVG element; `title` is what a screen reader says."""
    out = io.BytesIO()
    code = segno.make_qr(text, error="l")
    code.save(out, kind="svg", xmldecl=False, svgns=False, scale=4, border=4, light="#fff", dark="#000", title=title)
    return out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)
