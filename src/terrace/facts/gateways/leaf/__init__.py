"""The leaf: a small NATS server in an office with a weak line, with a JetStream domain of its own.

It takes submissions on `terrace.in.submit.<client>`, acknowledges them when they are on its own disk, and hands them
to the hub one by one as soon as the line is there; the answers lie in `terrace.answers.<client>` at the office. Nothing
here needs PostgreSQL or Django: an office has neither.
"""
