"""Pages of reports: the list, one issue with its preview and what is done with it, comparing, templates, downloads.

Listens to: nothing. Publishes: nothing.
What is not here: what a report says and how it is drawn (insight.reports).
"""
