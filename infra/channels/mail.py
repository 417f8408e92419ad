"""Mail: one address per contact point, with a Message-ID that stays the same however often it is sent.

Address: `mailtos://user:password@host:port?to=ADDRESS&from=ADDRESS&mode=starttls|ssl`, `mailto://…` without TLS.
"""

import smtplib
from email import message_from_string
from typing import Any, Final

from apprise import NotifyFormat
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController

from infra.channels.letter import Letter
from infra.channels.outcome import Again, Outcome, Sent, of_smtp

_TIMEOUT_S: Final = 20


class Mail(NotifyEmail):  # type: ignore[no-untyped-call]  # Apprise is half typed
    """A mail address and the server that takes its mail."""

    socket_connect_timeout = _TIMEOUT_S

    @property
    def is_several(self) -> bool:
        """Whether it names more than one address, or none."""
        return len(self.targets) != 1 or bool(self.cc or self.bcc)

    def deliver(self, letter: Letter) -> Outcome:
        """Hand the mail to the server."""
        try:
            with self._server() as server:
                server._socket.sendmail(self.from_addr[1], [self.targets[0][1]], self._written(letter))  # noqa: SLF001 (the controller hides the reply)
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            return of_smtp(code, _line(text))
        except smtplib.SMTPResponseException as refused:
            return of_smtp(refused.smtp_code, _line(refused.smtp_error))
        except (OSError, smtplib.SMTPException, RuntimeError) as error:
            return Again(f"{type(error).__name__}: {_line(str(error))}")
        return Sent()

    def _server(self) -> Any:
        return AppriseSMTPController(
            host=self.smtp_host,
            port=self.port or 0,
            secure_mode=str(self.secure_mode),
            user=self.user,
            password=self.password,
            verify_certificate=self.verify_certificate,
            socket_connect_timeout=_TIMEOUT_S,
        )

    def _written(self, letter: Letter) -> bytes:
        """The mail as it goes out; Apprise would give it another Message-ID each time."""
        (written,) = NotifyEmail.prepare_emails(
            subject=letter.subject,
            body=f"{letter.text}\n\n{letter.id}",
            notify_format=NotifyFormat.TEXT,
            from_addr=self.from_addr,
            to=self.targets,
            smtp_host=self.smtp_host,
            names=self.names,
            reply_to=self.reply_to,
        )
        mail = message_from_string(written.body)
        mail.replace_header("Message-ID", f"<{letter.id}@{str(self.from_addr[1]).partition('@')[2]}>")
        mail["Auto-Submitted"] = "auto-generated"
        return mail.as_bytes()


def _line(text: bytes | str) -> str:
    """The first line of what the server said."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return next(iter(said.strip().splitlines()), "")[:200]
