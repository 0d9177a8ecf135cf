"""Learning which figures are wrong or have changed, from faults put into one's own series.

`shocks.inject` makes errors and real changes of known kinds; `cases` shows them to the detectors as they would have
been seen; `training.train` learns from that, per frequency, when to raise an alarm and whether it is an entry error;
`trees` evaluates what was learned in NumPy. Pure functions on arrays. Listens to nothing, publishes nothing.
What is not here: the detectors' own statistics (detectors), keeping what was learned (monitoring).
"""
