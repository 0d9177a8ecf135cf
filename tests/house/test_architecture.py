"""The floors: what may import and refer to what, and that nothing stands outside the rules."""

import sys
import tomllib
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import get_resolver
from importlinter.cli import lint_imports
from ninja import NinjaAPI

from terrace.base.access import gates, protection
from terrace.base.access.roles import VERBS

from .places import ROOT, SOURCE, files

#: Names that say nothing about what is inside.
EMPTY_NAMES = {"utils.py", "helpers.py", "misc.py", "common.py"}


def own_apps():
    return [app for app in apps.get_app_configs() if app.name.startswith("terrace.")]


def test_imports_go_down_the_floors():
    assert lint_imports(no_cache=True) == 0


def test_the_floors_are_those_of_installed_apps():
    with (ROOT / "pyproject.toml").open("rb") as file:
        contract = tomllib.load(file)["tool"]["importlinter"]["contracts"][0]
    ours = [name for name in settings.INSTALLED_APPS if name.startswith("terrace.")]
    assert [layer for layer in reversed(contract["layers"]) if layer in ours] == ours


def test_relations_of_models_go_to_the_same_or_an_earlier_app():
    position = {app.label: place for place, app in enumerate(apps.get_app_configs())}
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for app in own_apps()
        for model in app.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model
        and position[field.related_model._meta.app_label] > position[app.label]
    ]
    assert upward == []


def test_each_package_says_what_it_is_for():
    silent = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("__init__.py")
        if "tests" not in path.parts
        and "migrations" not in path.parts
        and "management" not in path.parts
        and "templatetags" not in path.parts
        and not path.read_text().lstrip().startswith('"""')
    ]
    assert silent == []


def test_the_docstring_of_a_domain_tells_what_it_hears_and_says():
    lacking = [
        app.name
        for app in own_apps()
        if not all(
            word in (import_module(app.name).__doc__ or "").lower() for word in ("listens to", "publishes", "not here")
        )
    ]
    assert lacking == []


def test_each_view_and_each_operation_names_its_policy():
    assert gates.unnamed(get_resolver().url_patterns, programming_interfaces()) == []


def test_each_policy_that_a_view_names_is_a_verb_of_some_role():
    known = {gates.PUBLIC, gates.SIGNED_IN, *VERBS}
    named = {
        where: view.policy for where, view in gates._views(get_resolver().url_patterns, "") if hasattr(view, "policy")
    }
    assert {where: name for where, name in named.items() if name not in known} == {}


def programming_interfaces() -> list[NinjaAPI]:
    """Every API that a module of ours holds."""
    assert get_resolver().url_patterns
    found = {
        id(value): value
        for name, module in list(sys.modules.items())
        if name.startswith("terrace.") and ".tests" not in name
        for value in vars(module).values()
        if isinstance(value, NinjaAPI)
    }
    return list(found.values())


@pytest.mark.django_db
def test_row_level_security_is_decided_for_each_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity from pg_class"
            " where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace"
        )
        found = dict(cursor.fetchall())
    assert set(found) - set(protection.TABLES) == set(), "tables without a decision"
    assert set(protection.TABLES) - set(found) == set(), "decisions without a table"
    assert {name: rule.guarded for name, rule in protection.TABLES.items()} == found


def test_no_file_has_a_name_that_says_nothing():
    assert [str(path) for path in files(".py") if path.name in EMPTY_NAMES] == []
