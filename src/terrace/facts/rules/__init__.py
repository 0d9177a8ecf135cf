"""Rules: what must hold between cells, written once and checked the same at every door and on the phone.

A rule is a row of a pack: a condition in the language of the catalogue's formulas, hard (refuses) or soft (asks for a
reason), with message and advice in both languages. It is read once and compiled for one cell (exact, the definition),
for columns (set-based) and for the browser (a tree as JSON); a contract test holds the three together.

Listens to nothing. Publishes nothing.
What is not here: which values stand in the cells (collection fetches them), what becomes of a broken rule (collection).
"""
