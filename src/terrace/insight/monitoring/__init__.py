"""Watching every figure as it changes: rules, detectors, warnings and their life.

Rules come from packs and pages (`rules`); figures that move are judged at once (`handlers`, `screening`, `judging`),
and again with the places beside them when they have come to rest (`due`, `sweeping`); what only the clock
knows, in rounds (`clock`). All that is raised, moved or cleared goes through `raising`; reading is `queries`.

Listens to `facts.accepted`, `facts.derived`, `forecast.made`, `pack.loaded` and its own `rule.changed`. Publishes
`warning.raised`, `warning.changed`, `warning.cleared` and `rule.changed`; lifecycle adds its own.
What is not here: how people are reached (base.notify), pages (web.operations), rules of the door (facts.rules).
"""
