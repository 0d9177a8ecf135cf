"""Explore: any question of the warehouse as a pivot table, a chart or a map; saved views, and boards of them.

Listens to nothing (boards ask whether the warehouse has changed). Publishes nothing.
What is not here: how questions are answered (warehouse), what a view is and who may open it (views), the page of one
figure and the way down to submissions (operations).
"""
