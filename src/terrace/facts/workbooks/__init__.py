"""Workbooks: returns as Excel files that are filled in offline and read back, and foreign tables by a saved layout.

    drawing.draw            returns → `.xlsx` in the official layout, with a hidden, signed key
    actions.receive         `.xlsx`, `.xls`, `.ods`, `.csv` → figures through the one door, faults at their cells
    actions.explain         a foreign table by the layout that somebody gives; recognised next time by its head
    marking.mark            the copy in which every fault is a comment at its cell

Listens to nothing. Publishes nothing: returns and collection do.
What is not here: what a return asks (returns), the checks (collection, rules), files of a million facts (bulk),
pages (web.workspace).
"""
