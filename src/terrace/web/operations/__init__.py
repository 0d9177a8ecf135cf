"""Operations: the leaders' pages. A place with its figures live, one figure opened down to who sent what.

Listens to `facts.derived` and `forecast.made` (the hub hands them to open pages). Publishes nothing.
What is not here: entering figures (workspace), the API, how figures are worked out (pipeline).
"""
