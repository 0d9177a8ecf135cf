"""Benchmarks: `terrace bench NAME` calls `run(seconds)` of the module of that name, and `tell(result)` for people.

Each works in a temporary home with its own PostgreSQL and NATS, set as in the product (fsync on), and with real worker
processes, tokens and returns. What the load generator costs is kept apart: its messages are encoded beforehand.
"""
