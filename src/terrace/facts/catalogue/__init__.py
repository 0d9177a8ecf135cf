"""The catalogue: indicators, their units, sectors and breakdowns, sources, formulas, and what is public.

`snapshot.current()` is how the other domains read it: frozen values in memory, renewed when the catalogue
changes. The tables of packs it owns are sectors, units, dimensions, codes, sources, indicators and pxweb.

Listens to: nothing. Publishes: nothing of its own (`pack.loaded` tells of changes).
Not here: values of indicators (collection), their roll-up (pipeline), who may read them (access).
"""
