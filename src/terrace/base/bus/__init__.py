"""Bus: events (CloudEvents) through an outbox in PostgreSQL to NATS JetStream.

An event is a row of the outbox in the transaction of the change that it tells of; the relay hands it to the
stream, waits until the stream has it on disk, and only then forgets the row. Delivery is at least once: hearers
recompute or carry keys, so twice is the same as once.

Listens to nothing, publishes what it is given. What is not here: what events mean.
"""
