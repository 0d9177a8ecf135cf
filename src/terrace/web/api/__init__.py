"""The REST API, at `/api/v1/`: handing in, reading figures and the way down to who sent what, places, catalogue.

Operations stand in one file for each resource (`submissions`, `figures`, `places`, `catalogue`); each names its gate.
`questions` turns the words of an address into ids, `shapes` are the answers (OpenAPI is made of them), `answers` writes
them, `errors` makes a problem (RFC 9457, both languages) of everything that goes wrong, `documents` is OpenAPI.
Values are numbers with exact digits; they never pass through a float.

Listens to nothing, publishes nothing. What is not here: checks and rights (collection, pipeline, access), pages.
"""
