"""What every page is made of: the frame, log-in, problems, forms, and the components of figures.

Listens to: nothing. Publishes: nothing.
Not here: what a page shows (`web/workspace`, `web/operations`), who may see it (`base/access`), the sources
of style sheets and scripts (`frontend/`, built into `static/ui/build`).
`/guide` is the living guide of the components with made-up figures.
"""
