"""Bulk: files of up to a million facts, taken in as jobs with progress and faults.

A job keeps its file as it came, checks it whole, and stores it in submissions of 20,000 facts, whose keys name the job:
a worker that dies leaves the rest to another, and nothing is stored twice. A fault anywhere: nothing is stored.

Listens to `bulk.queued`. Publishes `bulk.queued`.
What is not here: the definition of the checks (collection, rules), the files themselves (collection.originals), formats
of other systems (gateways).
"""
