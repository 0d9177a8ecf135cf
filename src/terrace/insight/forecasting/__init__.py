"""Forecasts: what a figure will be, how sure that is, and what was forecast before.

Listens to `facts.accepted` and `facts.derived`. Publishes `forecast.made`.
What is not here: targets and their chances (targets), plans (planning).
"""
