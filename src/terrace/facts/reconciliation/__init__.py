"""Reconciliation: sources that disagree, totals that differ from their parts, figures that look made up.

All figures are kept; the precedence of sources says which one shows. Beyond the tolerance of a pack a conflict opens
with both figures; somebody who answers for the cell settles it, and the settled figure says so. A source is compared
with every other of the cell, a total with its parts, a figure that a place reported with the places below it.

Listens to `facts.accepted`, `facts.derived`, and its own `conflict.settled` and `conflict.agreed`.
Publishes `conflict.opened`, `conflict.settled`, `conflict.agreed`.
What is not here: which source wins in a figure (catalogue's precedence, pipeline), rules of the door (rules).
"""
