"""The life of a warning: who is told, who answers for it until when, what silences, explains and ends it.

Listens to its own `warning.cleared`, `warning.assigned` and `warning.lifted`. Publishes `warning.acknowledged`,
`warning.assigned`, `warning.commented`, `warning.escalated`, `warning.silenced`, `warning.lifted`, `warning.reviewed`
and `warning.cleared`.
What is not here: what is worth a warning (`detectors`, `judging`), how people are reached (base.notify), pages.
"""
