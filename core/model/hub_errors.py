"""What can go wrong between here and the hub, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import InvalidInputError, ModelError
from ..language import _

REFUSED = (401, 403)
ABSENT = (404, 410)


class UnreachableError(ModelError):
    """The hub does not answer, or does not give the file; the message is the reason alone."""


@contextmanager
def explained(timeout_s: float) -> Iterator[None]:
    """Turn what the libraries raise within the block into errors for people.

    Raises:
        UnreachableError: the hub did not answer within ``timeout_s``, refused, or the connection broke.
        InvalidInputError: the cache cannot be written.
    """
    import httpx2
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        yield
    except httpx2.TimeoutException:
        raise UnreachableError(_("there is no answer within {seconds:.0f} s").format(seconds=timeout_s)) from None
    except httpx2.ProxyError as error:
        raise UnreachableError(_("the proxy refuses the connection ({error})").format(error=error)) from None
    except httpx2.HTTPError as error:
        response = getattr(error, "response", None)
        reason = _no_connection(error) if response is None else _answer(response.status_code)
        raise UnreachableError(reason) from None
    except LocalEntryNotFoundError as error:
        raise UnreachableError(_no_connection(error.__cause__ or error)) from None
    except (httpx2.InvalidURL, ValueError, ImportError) as error:
        raise UnreachableError(
            _("the address of the mirror or of the proxy is not valid ({error})").format(error=error)
        ) from None
    except OSError as error:
        raise InvalidInputError(
            _(
                "The cache of downloads cannot be written: {error}; free the disk, or let the variable HF_HOME name "
                "another folder."
            ).format(error=error)
        ) from None


def _answer(status: int) -> str:
    if status in REFUSED:
        return _("it answers {status}, the file is not public there, or a token (HF_TOKEN) is wrong").format(
            status=status
        )
    if status in ABSENT:
        return _("it answers {status}, the file is not there").format(status=status)
    return _("it answers {status}").format(status=status)


def _no_connection(error: BaseException) -> str:
    return _("there is no connection ({error})").format(error=str(error) or type(error).__name__)
