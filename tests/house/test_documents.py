"""What is written down is what is there: variables, commands, operations, dependencies."""

import json
import re

import click
import pytest

from terrace.cli import frame

from .places import ROOT, files, text
from .test_architecture import programming_interfaces

VARIABLE = re.compile(r"""["'`](TERRACE_[A-Z_]+|DATABASE_URL|NATS_URL)["'`]""")
REQUIREMENT = re.compile(r"^[a-zA-Z0-9_.-]+")
#: Addresses of package registries and folders of one machine; neither belongs in the project.
REGISTRY = re.compile(r"\"resolved\"|--(extra-)?index-url|registry\.|files\.pythonhosted|/simple\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|Users)/\w")


def used_variables() -> set[str]:
    sources = [path for path in files(".py") if "tests" not in path.parts]
    return {name for path in sources for name in VARIABLE.findall(path.read_text())}


def commands(group: click.Group = frame.terrace, words: tuple[str, ...] = ("terrace",)):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


def test_each_variable_that_is_read_is_documented_and_each_documented_one_is_read():
    documented = set(VARIABLE.findall(text("docs/operating.md")))
    assert documented == used_variables()


def test_each_command_is_documented_as_its_help_describes_it():
    manual = text("docs/operating.md")
    lacking = [
        name for name, command in commands() if f"| `{name}` | {(command.help or '').splitlines()[0]} |" not in manual
    ]
    assert lacking == []


def test_each_operation_of_the_programming_interface_is_documented():
    manual = text("docs/api.md")
    operations = [
        f"{method.upper()} {path}"
        for api in programming_interfaces()
        for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        for method in methods
    ]
    assert [operation for operation in operations if operation not in manual] == []


def test_each_direct_dependency_has_a_reason():
    asked = [line for name in ("base", "dev", "tools") for line in text(f"requirements/{name}.in").splitlines()]
    names = {match[0] for line in asked if (match := REQUIREMENT.match(line)) and not line.startswith("-")}
    for file in ("frontend/package.json", ".ci/chromium/package.json"):
        wanted = json.loads(text(file) or "{}")
        names |= {*wanted.get("dependencies", {}), *wanted.get("devDependencies", {})}
    listed = set(re.findall(r"^\| `([^`]+)` \|", text("docs/dependencies.md"), re.MULTILINE))
    assert listed == names


@pytest.mark.parametrize("pattern", [REGISTRY])
def test_lock_files_name_no_registry(pattern):
    locks = [
        *(ROOT / "requirements").glob("*.txt"),
        ROOT / "frontend/package-lock.json",
        ROOT / ".ci/chromium/package-lock.json",
    ]
    assert [str(path) for path in locks if pattern.search(path.read_text())] == []


def test_each_pinned_package_has_its_hash():
    for path in (ROOT / "requirements").glob("*.txt"):
        pins = re.findall(r"^\S+==\S+.*$", path.read_text(), re.MULTILINE)
        assert pins
        assert [pin for pin in pins if not pin.endswith("\\")] == []


def test_no_file_names_a_folder_of_one_machine():
    texts = files(".py", ".md", ".txt", ".in", ".toml", ".html", ".css", ".ts", ".mjs", ".json", ".csv", ".tsv", "")
    assert [str(path.relative_to(ROOT)) for path in texts if MACHINE.search(path.read_text(errors="replace"))] == []


def test_the_readme_is_short():
    assert 0 < len(text("README.md").splitlines()) <= 120
