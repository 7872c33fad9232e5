"""Suggestions of a machine, from whatever service the operator has joined (`docs/machine-translation.md`)."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Thread
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue

from . import signs
from .segments import Segment

logger = logging.getLogger(__name__)
BATCH, CHARACTERS = 10, 5_000  # of what is sent at once: passages, and their characters together
CALLS = 4  # that wait for an answer at the same time, in one process
_calls = BoundedSemaphore(CALLS)


class Translator(Protocol):
    """A service that translates, made without arguments. `name` says to whom the texts go; people read it."""

    name: str

    def translate(self, texts: Sequence[str], source: str, target: str, seconds: float) -> Sequence[str]:
        """The same texts in another language, in the same order. Languages are BCP 47 tags, such as `zh-Hans`.

        Texts are HTML in which nothing but `b`, `i`, `br` and `a` stands, links with an `id` and nothing else; all of it
        must come back. Gives up after so many seconds. Whatever is raised is told as "did not answer" and logged.
        """


@dataclass
class Suggested:
    """What came back, by the keys of passages. `lost`: how many came back without a mark of the original, empty or too
    long; `problem`: why not all was answered, for the person.
    """

    values: dict[str, StringValue] = field(default_factory=dict)
    lost: int = 0
    problem: str = ""


def translator() -> Translator | None:
    """The service of `MACHINE_TRANSLATOR`; None where none is named. Raises `ImportError` for a wrong name."""
    if not settings.MACHINE_TRANSLATOR:
        return None
    made: Translator = import_string(settings.MACHINE_TRANSLATOR)()
    return made


def suggest(machine: Translator, segments: Sequence[Segment], source: str, target: str) -> Suggested:
    """Ask for translations of these passages, a batch at a time, for `MACHINE_TIMEOUT` seconds altogether.

    What was answered until something failed is kept.
    """
    found = Suggested()
    end = time.monotonic() + settings.MACHINE_TIMEOUT
    for batch in _batches(segments):
        left = end - time.monotonic()
        texts = [str(segment.string.data) for segment in batch]
        try:
            answers = _within(left, lambda: machine.translate(texts, source, target, left))  # noqa: B023 - at once
            if len(answers) != len(batch):
                raise ValueError(f"{len(batch)} texts were sent, {len(answers)} came back")
        except TimeoutError as error:
            logger.warning("The machine translator takes too long: %s", error)
            found.problem = _("The machine takes too long. Try again, or translate by hand.")
            break
        except Exception:
            logger.exception("The machine translator failed")
            found.problem = _("The machine did not answer. Try again later, or translate by hand.")
            break
        for segment, answer in zip(batch, answers, strict=True):
            value = signs.from_machine(segment.string, str(answer))
            if value is None or len(value.render_text()) > (segment.limit or signs.LONGEST):
                found.lost += 1
            else:
                found.values[segment.key] = value
    return found


def _batches(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    batch: list[Segment] = []
    for segment in segments:
        together = sum(len(each.string.data) for each in (*batch, segment))
        if batch and (len(batch) == BATCH or together > CHARACTERS):
            yield batch
            batch = []
        batch.append(segment)
    if batch:
        yield batch


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """The answer of a call, or what it raises. Raises `TimeoutError` after so many seconds, whatever the call then does:
    a service that hangs must not hold the person. At once when too many calls wait already: it must not take every
    thread either.
    """
    if not _calls.acquire(blocking=False):
        raise TimeoutError(f"{CALLS} calls wait already")
    answers: queue.Queue[tuple[Any, Exception | None]] = queue.Queue()

    def run() -> None:
        try:
            outcome = (call(), None)
        except Exception as error:
            outcome = (None, error)
        finally:
            _calls.release()  # before somebody who has the answer makes the next call
        answers.put(outcome)

    try:
        Thread(target=run, daemon=True).start()
    except RuntimeError:  # the system has no more threads
        _calls.release()
        raise
    try:
        answer, error = answers.get(timeout=max(seconds, 0.0))
    except queue.Empty:
        raise TimeoutError(f"no answer after {seconds:.0f} seconds") from None
    if error is not None:
        raise error
    return answer
