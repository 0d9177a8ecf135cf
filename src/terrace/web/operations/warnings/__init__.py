"""Pages of warnings: the inbox, one warning with what may be done, rules as sentences, silences, and the map.

`filters` reads what an address asks, `inbox`, `one`, `maps` and `silences` dress what is found, `rules` and `drafts`
turn a rule into a sentence with blanks and back. Reading and acknowledging need no script. Listens to nothing,
publishes nothing. What is not here: warnings and rules (insight.monitoring), what a step does to a warning
(insight.monitoring.lifecycle), notices about them (web.notices).
"""
