"""Returns: what is asked of whom, how often and by when; its life from open to locked; what was spared.

A form asks a level of places for figures. `opening` opens a return for every place of the day; figures given at any
door fill it, for a return holds none itself. `actions` takes it through its life, `queries` reads it for one person.
The tables of packs it owns are regimes, returns and return_lines.

Listens to nothing. Publishes `return.opened`, `return.submitted`, `return.returned`, `return.approved`,
`return.locked`, `return.reopened`, `return.due_soon`, `return.late`.
`telling` says in words who has to do something, and hands it to base.notify.
What is not here: the figures themselves (collection), Excel (workbooks), pages (web.workspace), how people are reached.
"""
