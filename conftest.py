"""With several processes (`pytest --numprocesses 3`) a file stays in one; so do browser tests that share a site."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("sites", type="linelist", help="NAME: files of tests/browser that share a site; others the first.")


def pytest_configure(config: pytest.Config) -> None:
    lines = (line.partition(":") for line in config.getini("sites"))
    config.sites = {file: name for name, _, files in lines for file in files.split()}  # type: ignore[attr-defined]


class Files(LoadScopeScheduling):
    """Hands out whole files. (xdist's own groups are not seen by pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if not file.startswith(BROWSER):
            return file
        return str(self.config.sites.get(file.removeprefix(BROWSER).removesuffix(".py"), "first"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Files:
    return Files(config, log)
