"""Saved views and boards: questions that somebody keeps under a name, and pages that she puts together from them.

A view keeps the question, never the answer: whoever opens it is answered by her own rights.
Listens to nothing. Publishes nothing.
What is not here: questions and their answers (warehouse), the pages (web.explore).
"""
