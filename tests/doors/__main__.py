"""Writes `docs/doors.md`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrace.settings")
django.setup()

from tests.doors import table  # noqa: E402  # doors are made of applications

table.PAGE.write_text(table.page())
