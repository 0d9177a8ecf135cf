"""Notify: telling people what a domain found worth telling, once each, by the channels of their choice.

    actions.tell(people, message)   in the caller's transaction: a notice for each person and key, told once for ever
    actions.forget(prefix)          what has not gone out yet stays in
    planning    notice → deliveries, one for each channel that she chose and the rights that she has now
    sending     deliveries → e-mail, push, webhook, SMS: claimed, sent, kept; retried, limited, gathered
    calendar    working days of Vietnam: weekends, holidays by the lunar calendar, days that a decision moved

In-app notices need no delivery: the notice is there when the caller's transaction commits.

Listens to its own `notice.made`. Publishes `notice.made`. Serves what bounces (SMTP), if asked to.
What is not here: what is worth telling, to whom and in which words (the domain that tells); pages (web.notices).
"""
