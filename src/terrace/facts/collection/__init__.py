"""Collection: every observation comes in here, by one door.

`actions.submit` takes what someone says about some cells: one submission is one idempotency key and one
transaction with its observations, its audit entry and its event. REST, the NATS subject, files and the web grid
are thin callers of it; each refuses the same faults in the same words. Beside the figures it keeps the files that they
came from (`originals`), what rules found in those that were taken (`Finding`), and which cells are final (`locks`).

Listens to nothing. Publishes `facts.accepted` (the cells that changed, by partition).
What is not here: what an indicator is (catalogue), what must hold between figures (rules), roll-ups and reading figures
(pipeline).
"""
