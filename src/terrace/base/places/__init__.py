"""Places in time: the country, its regions, provinces, districts and communes, and every change between them.

A place is a territory. It keeps its id while its territory stays the same, whatever its name, kind, parent or
code become; a merger or a split ends places and begins new ones, even when a code is used again (24 was Bắc
Giang until 2025-06-30 and is Bắc Ninh since). Look-ups go through `index.current()`, a snapshot in memory.

Listens to nothing. Publishes `place.changed`.
What is not here: who may change a place (`base.access`), and figures of places (`facts`).
"""
