"""Plans: school places that will be needed, and what follows if an assumption changes.

Pure parts (NumPy, no Django): `rates` (how many go on, repeat or leave, estimated from the own past), `flows` (who goes
to which commune), `cohorts` (pupils of the coming years), `ranges` (how far off the same method was), `capacity`
(places, shortage, surplus), `sites` (which new school closes how much). `records` reads the figures of a province on
today's map, `plans` puts all together for one reader, `scenarios` works any figure out again with changed inputs.

Which indicator plays which part, and the norms (pupils to a class …), are tables of packs: `cohorts.csv` and
`planning_norms.csv`. Assumptions come with each question and are kept nowhere.

Listens to nothing, publishes nothing.
What is not here: forecasts (forecasting), targets (targets), the pages (web.operations).
"""
