"""Gateways: other systems' formats and lines — SDMX, DHIS2, watched folders, SFTP, leaf nodes.

Listens to nothing. Publishes nothing.
What is not here: the door itself (collection), large files as jobs (bulk).
"""
