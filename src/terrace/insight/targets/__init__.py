"""Targets of plans: the chance that one is met, the path to it, and what the period under way will come to.

Pure (`members`, `chances`, `paths`, `nowcasts`, `yearly`): arrays in, arrays out. Learned once: `learning`, tried by
`trials`. Kept: plans of packs, targets that people set, and how each chance moved from day to day.

Listens to `facts.derived`, `facts.accepted`, `pack.loaded` and its own `target.set` (a chance is written anew when its
figures moved). Publishes `target.set`.
What is not here: forecasts of each period (forecasting), pages (web.operations).
"""
