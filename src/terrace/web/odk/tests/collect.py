"""A client that does what the ODK Collect app does: scan settings, fetch forms, send answers in several posts."""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import httpx

LIST, MANIFEST = "{http://openrosa.org/xforms/xformsList}", "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
HEADERS = {"X-OpenRosa-Version": "1.0", "User-Agent": "org.odk.collect.android/v2026.3"}
BOUNDARY = "collect-boundary"


def scanned(code: str) -> str:
    """The server's address in the text of a settings code."""
    settings = json.loads(zlib.decompress(base64.b64decode(code)))
    assert {"general", "admin", "project"} <= set(settings)
    return str(settings["general"]["server_url"])


@dataclass
class Collect:
    """The app, connected to a server; every answer is held against the standard."""

    http: httpx.Client
    server: str
    most: int = 10_000_000
    answers: list[httpx.Response] = field(default_factory=list)

    def _ask(self, method: str, address: str, **options: object) -> httpx.Response:
        headers = {**HEADERS, **options.pop("headers", {})}  # type: ignore[dict-item]
        answer = self.http.request(method, address, headers=headers, follow_redirects=False, **options)  # type: ignore[arg-type]
        self.answers.append(answer)
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
        assert len(answer.headers.get_list("Date")) == 1
        assert answer.status_code not in range(300, 400)
        return answer

    def get(self, address: str) -> httpx.Response:
        return self._ask("GET", address)

    def forms(self) -> dict[str, dict[str, str]]:
        """The list of forms: id → its elements."""
        answer = self.get(f"{self.server}/formList")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        tree = ET.fromstring(answer.content)
        assert tree.tag == f"{LIST}xforms"
        found = [{part.tag.removeprefix(LIST): part.text or "" for part in form} for form in tree]
        return {form["formID"]: form for form in found}

    def download(self, form: Mapping[str, str]) -> tuple[str, dict[str, bytes]]:
        """The form and its files, with their hashes looked at as the app does."""
        xml = self.get(form["downloadUrl"]).content
        assert form["hash"] == f"md5:{hashlib.md5(xml).hexdigest()}"
        files = {}
        if "manifestUrl" in form:
            for each in ET.fromstring(self.get(form["manifestUrl"]).content):
                parts = {part.tag.removeprefix(MANIFEST): part.text or "" for part in each}
                content = self.get(parts["downloadUrl"]).content
                assert parts["hash"] == f"md5:{hashlib.md5(content).hexdigest()}"
                files[parts["filename"]] = content
        return xml.decode(), files

    def send(self, xml: bytes, files: Mapping[str, bytes] | None = None, *, chunked: bool = False) -> list[int]:
        """HEAD first, then as many posts as the files need; the statuses of the posts."""
        head = self._ask("HEAD", f"{self.server}/submission")
        assert head.status_code == 204
        assert int(head.headers["X-OpenRosa-Accept-Content-Length"]) > 0
        return [self.post(xml, part, chunked=chunked).status_code for part in self._posts(files or {})]

    def _posts(self, files: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
        part: dict[str, bytes] = {}
        for name, content in files.items():
            if part and sum(map(len, part.values())) + len(content) > self.most:
                yield part
                part = {}
            part[name] = content
        yield part

    def post(self, xml: bytes, files: Mapping[str, bytes], *, chunked: bool = False) -> httpx.Response:
        """One post; the XML is in each."""
        body = _multipart(xml, files)
        content = iter([body[:100], body[100:]]) if chunked else body
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self._ask("POST", f"{self.server}/submission?deviceID=collect:abc", content=content, headers=headers)

    @property
    def said(self) -> str:
        """The message of the last answer."""
        tree = ET.fromstring(self.answers[-1].content)
        assert tree.tag == f"{RESPONSE}OpenRosaResponse"
        return tree.findtext(f"{RESPONSE}message") or ""


def _multipart(xml: bytes, files: Mapping[str, bytes]) -> bytes:
    parts = [("xml_submission_file", "answer.xml", "text/xml", xml)]
    parts += [(name, name, "image/jpeg", content) for name, content in files.items()]
    out = b""
    for name, filename, kind, content in parts:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        out += f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n"
    return out + f"--{BOUNDARY}--\r\n".encode()
