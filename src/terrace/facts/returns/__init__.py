"""Returns: what is asked of whom, how often and by when; its life from open to locked.

Listens to `facts.accepted`. Publishes `return.opened`, `return.submitted`, `return.returned`, `return.approved`,
`return.locked`, `return.reopened`, `return.late`.
What is not here: the figures themselves (collection), Excel and Word (workbooks), pages (web.workspace).
"""
