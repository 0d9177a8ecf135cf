"""Questionnaires: XLSForms, their submissions from ODK Collect and from the web, and how answers become facts.

Listens to nothing. Publishes `questionnaire.answered`.
What is not here: the endpoints (web.odk), the checks of facts (collection, rules).
"""
