"""Workspace: an officer's own pages. Her returns, and the grid in which she fills one in.

Listens to nothing, publishes nothing: what she enters goes through the one door of collection.
What is not here: the API that the grid sends to (web.api), the leaders' pages (operations).
"""
