"""Pipeline: from accepted observations to live figures, and reading them.

A figure of a place with places under it is kept in `pipeline_figure` and recomputed, from what is in force, whenever
a cell below it changes; a figure of a leaf place (a commune) is worked out from its few observations on reading.
Both follow one definition, written down once in plain Python in `evaluation` and once as set-based SQL in `rollup`;
`verifying` holds the second against the first, bit for bit.

Listens to `facts.accepted`. Publishes `facts.derived` (figures that changed).
What is not here: what was said by whom (collection), what figures mean (insight).
"""
