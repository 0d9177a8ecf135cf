"""People: who somebody is, and how she proves it.

Purpose: the account (`Person`), its password apart from it, and telling PostgreSQL who asks (`presence`).
Listens to: nothing. Publishes: nothing; writes audit entries `person.create`, `person.password`,
`person.end`. Not here: what a person may do, tokens, log-in and its limits (`base.access`).
"""
