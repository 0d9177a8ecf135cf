"""Access: who may do what, where and when, and how a system or a browser proves who it is.

Purpose: grants (role × place and all below it × sector × time), one policy that answers "may she", "which may
she" and "who may" with a reason, row-level security that repeats it inside PostgreSQL, tokens, log-in with a
limit, and gates on views and API operations.
Listens to: nothing. Publishes: nothing; writes audit entries `grant.create`, `grant.end`, `token.create`,
`token.revoke`, `login.succeed`, `login.fail`.
Not here: the account itself (`base.people`), which figures are public (`facts.catalogue` releases), log-in
pages (`web.ui`).

What a grant reaches: see `reach`.
"""
