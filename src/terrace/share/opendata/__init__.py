"""Published figures as open data: datasets, what was published when, small cells kept back, and the field's formats.

A figure is published when a release of its indicator and period holds (`released_at` is past) for places of its level.
Workers then write it into `pipeline_published`, which only grows: a row has the moment since when it stood so, and
until when. So what the public sees now, what it saw on any day, and what changed since are one table, and nothing that
was not published is in it: an embargo, a finer level or a suppressed value cannot leak through a forgotten filter.

Listens to `facts.accepted`, `facts.derived`, `facts.released`, `pack.loaded` and `place.changed`. Publishes nothing.
Not here: addresses, pages and the negotiation of formats (`web.portal`); who may release (`facts.catalogue.releasing`).
"""
