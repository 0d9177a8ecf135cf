"""Questionnaires: forms of the field (XLSForm), what was answered on them, and how answers become figures.

`uploading` takes an XLSForm (`conversion` makes the XForm of it) and keeps its versions; `receiving` takes answers
from the field app and from the web page by one path, exactly once for each instanceID; `counting` works out the
figures of the touched cells anew from all answers that stand, and hands them in at the one door. How a form's
answers become figures is a table of a pack (`questionnaires.csv`, `questionnaire_maps.csv`).

Listens to: nothing; hears of the loading of packs by its tables. Publishes: nothing of its own; its figures go out as
`facts.accepted`.
What is not here: the addresses that apps and pages ask (`web.odk`), the checks of figures (`collection`, `rules`).
"""
