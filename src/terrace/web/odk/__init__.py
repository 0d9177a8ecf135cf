"""ODK: the OpenRosa endpoints of the field app, and the same questionnaires as web pages.

Listens to nothing. Publishes nothing.
What is not here: what a questionnaire is and what becomes of its answers (facts.questionnaires).
"""
