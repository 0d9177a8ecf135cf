"""Tells people of the site something: `python -m tests.browser.telling` reads keys, a line each, and answers each with
the links of Hoa's messages as JSON. It ends with its input.
"""

import json
import sys

from . import people


def tell(key: str) -> dict[str, str]:
    """Hoa and Chi are told of a return and of a made-up warning; addresses of what Hoa's mail would have."""
    import django

    django.setup()
    from terrace.base.notify import actions, links
    from terrace.base.notify.messages import Link, Message, Urgency, Words
    from terrace.base.people.models import Person

    hoa, chi = (Person.objects.get(username=each.username).pk for each in (people.HOA, people.CHI))
    look = Link(Words("Xem số liệu", "See the figures"), "/help")
    raised = Message(
        "warning.raised",
        f"{key}/raised",
        Words(
            "Nghiêm trọng: Số lượng lợn – Xã Mường Tè cao gấp 10 lần dự báo", "Serious: ten times the pigs – Mường Tè"
        ),
        (Words("Báo 48.120 con; dự kiến 4.815 con. Khả năng 97 % là sai sót nhập liệu.", "An entry error: 97 %."),),
        "/help",
        Urgency.URGENT,
        (look,),
    )
    late = Message("return.late", f"{key}/late", Words("Báo cáo tháng 10 đã trễ hạn", "October is late"), (), "/help")
    for message in (late, raised):
        actions.tell([hoa, chi], message)
    stop = links.unsubscribe(hoa, "return.late")
    return {"stop": stop[stop.index("/notices/") :]}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(tell(line.strip())), flush=True)  # noqa: T201 - the answer
