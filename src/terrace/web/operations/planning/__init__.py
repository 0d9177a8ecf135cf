"""Pages of plans: school places of the coming years, and what follows if an assumption changes.

`schools` and `scenarios` answer; `sentences` puts the plan of schools into sentences and rows, `files` into files.
Listens to nothing, publishes nothing. What is not here: how a plan is worked out (insight.planning).
"""
