"""Every error that a step can end with.

A class name here is an error name in the state machines: Step Functions matches Retry and Catch
on the name of the exception that a Lambda raises. `code` is the same fact for clients, in events.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from tailrace.providers.types import Usage


class TailraceError(Exception):
    """Base of all errors that Tailrace raises on purpose."""

    code: ClassVar[str] = "internal"
    retryable: ClassVar[bool] = False

    @property
    def message(self) -> str:
        """Text for a person; never holds a secret."""
        return str(self)


class AwsUnavailableError(TailraceError):
    """A service of AWS other than the log throttled or could not be reached."""

    code = "aws_unavailable"
    retryable = True


class ProviderError(TailraceError):
    """A call to a model provider did not give what it was asked for.

    `usage` is what the call had used when it failed, with null for what the provider had not told by then; it is
    None if there is nothing to account for, because the provider turned the request away or none was sent.
    """

    code = "provider_error"

    def __init__(self, message: str, *, provider: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.provider = provider
        self.retry_after_s = retry_after_s
        self.usage: Usage | None = None


class RateLimitedError(ProviderError):
    """Too many requests (429); `retry_after_s` is the provider's own wish, if it said one."""

    code = "rate_limited"
    retryable = True


class QuotaExceededError(ProviderError):
    """The account's money or quota is used up: asking again does not help."""

    code = "quota_exceeded"


class OverloadedError(ProviderError):
    """The provider is overloaded or broken (409, 500, 502, 503, 529)."""

    code = "overloaded"
    retryable = True


class ProviderTimeoutError(ProviderError):
    """The provider was silent for too long, gave up itself (408, 504), or the call's total deadline passed."""

    code = "timeout"
    retryable = True


class ProviderAuthError(ProviderError):
    """The provider refused the key (401, 403), or there is none."""

    code = "auth"


class BadRequestError(ProviderError):
    """The provider refused the request as malformed or unknown (400, 404, 413, 422)."""

    code = "bad_request"


class RefusedError(ProviderError):
    """The model, or the provider's filter, declined to answer."""

    code = "refused"


class TruncatedError(ProviderError):
    """The model stopped at its token limit: the output is incomplete."""

    code = "truncated"
    retryable = True


class StreamCutError(ProviderError):
    """The connection failed or broke off, or the stream ended without the provider's terminal event."""

    code = "stream_cut"
    retryable = True


class MalformedOutputError(ProviderError):
    """What the model wrote is not the JSON that it was asked for."""

    code = "malformed_output"
    retryable = True


class RuleBrokenError(ProviderError):
    """What the model wrote kept breaking a rule of the request, though it was told: to ask it once more is wasted."""

    code = "rule_broken"


class BudgetExceededError(TailraceError):
    """A model call was not begun, or was cut short, because the run's limit or its owner's daily budget is used up.

    Not a provider's failure: no other provider is asked in its place.
    """

    code = "budget_exceeded"


class LogError(TailraceError):
    """The log refused an operation."""


class RunNotFoundError(LogError):
    """There is no such run, or it is deleted or expired."""

    code = "not_found"


class RunExistsError(LogError):
    """A run with this id has begun already."""

    code = "run_exists"


class RunClosedError(LogError):
    """The run's end is written; nothing more is accepted."""

    code = "run_closed"


class SupersededError(LogError):
    """This attempt of a step was given up, or a later one has begun; its events are refused."""

    code = "superseded"


class EventTooLargeError(LogError):
    """One event is larger than an item of the log may be."""

    code = "event_too_large"


class LogUnavailableError(LogError):
    """The table throttled or could not be reached, for longer than a writer or reader can wait."""

    code = "log_unavailable"
    retryable = True


class SiteError(TailraceError):
    """A page of the web could not be had. `status` is what the site answered (HTTP), or None if it did not."""

    code = "site"

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class SiteRefusedError(SiteError):
    """We don't go there: the address is not a public website's, or is written in a way that hides where it leads."""

    code = "site_refused"


class SiteForbiddenError(SiteError):
    """The site does not want it: its robots.txt, or an answer of 401, 403 or 451."""

    code = "site_forbidden"


class SiteNotFoundError(SiteError):
    """There is no such host or page."""

    code = "site_not_found"


class SiteUnreadableError(SiteError):
    """What the site answers can't be read as what was asked for: its type, size, encoding, certificate, redirects."""

    code = "site_unreadable"


class SiteUnavailableError(SiteError):
    """The site could not be reached, was too slow, or is broken or busy at the moment (429, 5xx)."""

    code = "site_unavailable"
    retryable = True
