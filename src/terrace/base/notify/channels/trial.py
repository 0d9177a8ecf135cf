"""A message that an administrator sends to see whether mail works."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from terrace.base.notify import environment, links, problems
from terrace.base.notify.channels import email
from terrace.base.notify.environment import Maildir, Smtp
from terrace.base.notify.parcels import DownError, Failed, Retry, short


def send(way: Smtp | Maildir, address: str) -> str:
    """Where it went, in a word or two. Raises `notify.mail_refused`."""
    message = _message(address)
    if isinstance(way, Maildir):
        email.Folder(way.path).put(f"{str(message['Message-ID']).strip('<>')}.eml", message.as_bytes())
        return str(way.path)
    try:
        with email.connected(way) as line:
            sender = parseaddr(environment.mail_from())[1]
            outcome = email.Line(line).transaction(sender, address, message.as_bytes())
    except (DownError, OSError) as error:
        raise problems.MAIL_REFUSED.problem(why=short(error)) from error
    if isinstance(outcome, Retry | Failed):
        raise problems.MAIL_REFUSED.problem(why=outcome.why)
    return f"{way.host}:{way.port}"


def greet(way: Smtp | Maildir) -> str:
    """Connect and say EHLO (with encryption and log-in as the address asks), no message; where that was.

    Raises `notify.mail_unreachable`.
    """
    if isinstance(way, Maildir):
        return f"maildir: {way.path}"
    try:
        with email.connected(way):
            return f"{way.host}:{way.port}"
    except DownError as error:
        raise problems.MAIL_UNREACHABLE.problem(why=short(error)) from error


def _message(address: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = environment.mail_from(), address
    message["Subject"] = "Terrace: thư thử / test message"
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=environment.mail_domain())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"Thư điện tử của Terrace hoạt động. Liên kết trong thư dẫn đến {links.site()}/\n\n"
        f"E-mail of Terrace works. Links in messages lead to {links.site()}/\n"
    )
    return message
