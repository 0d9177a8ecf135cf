"""Where things lie in the checkout, for the guard tests."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "terrace"
FOLDERS = ("src", "tests", "docs", "packs", "frontend", "benchmarks", "requirements", ".ci")
#: Folders of what is installed or built.
MADE = {"node_modules", "__pycache__", "build", "terrace.egg-info"}
TEXTS = {
    ".py",
    ".md",
    ".txt",
    ".in",
    ".toml",
    ".html",
    ".css",
    ".ts",
    ".mjs",
    ".json",
    ".csv",
    ".po",
    ".tsv",
    ".svg",
    "",
}


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of ours with one of these endings; at the root and in our folders."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        found += (ROOT / folder).rglob("*")
    for path in sorted(found):
        if path.is_file() and path.suffix in suffixes and not MADE & set(path.relative_to(ROOT).parts):
            yield path


def text(name: str) -> str:
    """A document of ours, empty when it is not there."""
    path = ROOT / name
    return path.read_text() if path.exists() else ""
