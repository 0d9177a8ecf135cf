"""The public site and doors of open data: no log-in, published figures only.

`/opendata/` are pages for people and files to take away; `/sdmx/` is SDMX REST 2.x for programs.

Listens to nothing. Publishes nothing. Not here: what a dataset is, what is kept back and how formats are written
(`share.opendata`).
"""
