"""The demonstration: the real official series, one province simulated down to its communes, officers who send.

Everything goes the same road as real returns: through the doors of `facts.collection`, the outbox and the workers.
What is simulated has the source `simulation`, which every page names. `data/` holds

    official.tsv   the published tables of the statistics office as facts, one row for each series
    profiles.tsv   how large, how seasonal and how scattered the figures of a commune are
    accounts.tsv   one person for each role
    views.tsv      what these people keep on the analysis pages: saved views and a board

Returns are opened, handed in, approved, sent back and locked by the same actions (`handing`). A department that counts
livestock too does not always agree with the communes (`disagreeing`).

Listens to nothing, publishes nothing. What is not here: any rule of the domains; this only calls their actions.
"""


def run(seconds: int | None, port: int, language: str = "vi") -> None:
    """Fill what is empty, say where to look, serve until Ctrl-C or for so many seconds after being ready.

    The embedded servers are up and Django is set up (`cli` does both).
    """
    from terrace.demo.showing import run as show

    show(seconds, port, language)
