"""ODK: the OpenRosa addresses of the field app, and questionnaires as pages of the site.

A phone is known by a token of its own that stands in the addresses it asks (`/odk/key/TOKEN/…`); an officer connects
and disconnects her phones herself. The same questionnaires open as web pages, and both send by one path.

Listens to: nothing. Publishes: nothing.
What is not here: what a questionnaire is and what becomes of its answers (`facts.questionnaires`); what asks the
questions in the browser (`frontend/src/odk`).
"""
