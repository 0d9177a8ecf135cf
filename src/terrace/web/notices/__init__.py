"""Notices as pages: what a person was told, how she wants to be told, links out of messages, webhooks.

Links out of messages work without logging in: they are signed for one person, one thing and a time. Opening one only
shows what it would do, since mail programs open links by themselves; a button does it.

Listens to: nothing. Publishes: nothing.
What is not here: who is told what and when (`base.notify`, and the domains that tell), the bell of the frame
(`web.ui.bell`), what the browser shows when a message comes (`frontend/src/notices`).
"""
