"""Bulk: files of up to a million facts, taken in as jobs with progress and faults.

Listens to `bulk.queued`. Publishes `bulk.queued`.
What is not here: the definition of the checks (collection, rules), formats of other systems (gateways).
"""
