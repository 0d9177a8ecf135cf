"""Audit: who did what to which thing, append-only and hash-chained.

An entry is written in the transaction of the change that it tells of. Writers never wait for each other:
the chain is built afterwards by `sealing`, which numbers the entries of finished transactions and hashes
each with the one before; from its seal on, an entry cannot be altered or left out without a trace.

Listens to nothing, publishes nothing. What is not here: logs of programs (those go to standard error).
"""
