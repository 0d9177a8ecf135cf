"""With several processes (`pytest --numprocesses 3`) a file stays in one; so do browser tests that share a site.

What fails is told at once, so that a run which is cut off has said why. No test has to be quick.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

BROWSER = "tests/browser/"

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("sites", type="linelist", help="NAME: files of tests/browser that share a site; others the first.")


def pytest_configure(config: pytest.Config) -> None:
    lines = (line.partition(":") for line in config.getini("sites"))
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Telling(config), "telling")
    config.sites = {file: name for name, _, files in lines for file in files.split()}  # type: ignore[attr-defined]


class Telling:
    """Tells of what failed when it fails."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            terminal = self._config.pluginmanager.getplugin("terminalreporter")
            terminal.write_line(f"\n{report.nodeid} ({report.when}) failed:\n{report.longreprtext}")


class Files(LoadScopeScheduling):
    """Hands out whole files. (xdist's own groups are not seen by pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if not file.startswith(BROWSER):
            return file
        return str(self.config.sites.get(file.removeprefix(BROWSER).removesuffix(".py"), "first"))

    def _reschedule(self, node: WorkerController) -> None:
        if node in self.registered_collections:  # one that takes the place of another has yet to read the tests
            super()._reschedule(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """The process is gone: the test that it was at has failed, and only what it had not begun goes to others."""
        own = self.assigned_work[node]
        at = next((each for unit in own.values() for each, done in unit.items() if not done), None)
        if at:
            own[self._split_scope(at)][at] = True
        for scope in [scope for scope, unit in own.items() if all(unit.values())]:
            del own[scope]
        super().remove_node(node)
        return at


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Files:
    return Files(config, log)
