"""The health of the system itself: measures with limits, raised as warnings of the kind `health` for administrators.

    measures    what is measured, in words, with its limits (`health_limits.csv` of a pack changes them)
    probes      the numbers: from PostgreSQL, NATS, the disk, signs of life of workers
    lights      green, amber, red, with hysteresis: what is red stays red until it is well again (pure)
    rounds      each worker gives a sign of life; one of them measures, keeps the readings, and settles the warnings

Listens to nothing. Publishes what raising publishes.
What is not here: pages (web.operations), how people are told (lifecycle, base.notify).
"""
