"""The warehouse: every figure as a row of a column store, so that any question of any shape is answered at once.

Listens to `facts.accepted`, `facts.derived`, `pack.loaded` and `place.changed`. Publishes nothing.
What is not here: pages and saved views (views, web), reports, what is public (share). The warehouse holds nothing that
PostgreSQL does not: it can be thrown away and made anew.
"""
