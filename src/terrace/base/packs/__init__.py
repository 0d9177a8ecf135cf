"""Packs: content that an official edits in Excel, loaded whole or not at all.

A pack is a folder of tables (`.csv` or `.xlsx`). `reading` turns a folder into rows with positions, `tables`
describes columns and turns cells into typed values, `registry` knows which domain loads which table, and
`loading.load` runs them in one transaction.

Listens to: nothing. Publishes: `pack.loaded`.
Not here: what a table means (the owning domain registers its loader), and the packs themselves (`packs/`
at the root of the repository).
"""
