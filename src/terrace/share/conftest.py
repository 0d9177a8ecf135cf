"""The small world of the tests of facts, for what leaves the house."""

from terrace.facts.conftest import _fresh_snapshots, country, lasting_world, world

__all__ = ["_fresh_snapshots", "country", "lasting_world", "world"]
