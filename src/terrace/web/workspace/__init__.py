"""Workspace: an officer's own pages. Her returns, the grid in which she fills one in, decisions, and oversight.

Listens to nothing, publishes nothing: what she enters goes through the one door of collection.
What is not here: what a return asks and its life (facts.returns), the API that the grid sends to (web.api), the
leaders' pages (operations).
"""
