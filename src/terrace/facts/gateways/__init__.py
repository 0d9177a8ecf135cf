"""Gateways: other systems' formats and lines into the one door.

`sdmx` and `dhis2` read their formats by tables of packs, and are readers of `bulk`; `durable` takes submissions from a
durable stream and keeps the answers; `inbox` watches folders, and `sftp` lets files into them; `leaf` is the small
server of an office with a weak line, and what it connects to.

Listens to nothing. Publishes nothing.
What is not here: the door itself (collection), large files as jobs (bulk).
"""
