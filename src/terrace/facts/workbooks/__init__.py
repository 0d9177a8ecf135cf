"""Workbooks: returns as Excel files that are filled in offline and read back, and foreign layouts by a saved mapping.

Listens to nothing. Publishes nothing.
What is not here: what a return asks (returns), the checks (collection, rules).
"""
