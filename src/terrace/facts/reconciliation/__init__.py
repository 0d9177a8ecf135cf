"""Reconciliation: sources that disagree, totals that differ from their parts, and figures that look made up.

Listens to `facts.derived` and `facts.accepted`. Publishes `conflict.opened`, `conflict.settled`.
What is not here: which source wins in a figure (catalogue's precedence, pipeline), rules of the door (rules).
"""
