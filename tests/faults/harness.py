"""Processes that do what a site does, so that they can be killed: `python -m tests.faults.harness ACTION …`.

The settings come from the environment, as for the site. Django is loaded once; each process of a scenario is a
fork of it, which opens database and index for itself. What a scenario finds is printed as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import django

Action = Callable[[], None]


def fork(action: Action) -> int:
    """Do something in a process of its own; returns its id. Its exit code is 1 when it raises."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        action()
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(code)


def wait(pid: int) -> int:
    """The exit code of a process, negative when a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def done(action: Action) -> bool:
    """Do something in a process of its own and wait for it; whether it succeeded."""
    return wait(fork(action)) == 0


# What a site does


def rebuild() -> None:
    from search import rebuilding

    rebuilding.rebuild()


def drain() -> None:
    from search import draining

    draining.drain()


def verified() -> None:
    """Fails where database and index differ, or a search cannot be answered."""
    from search import params, service, verifying
    from search.results import Degraded

    found = list(verifying.verify())
    if found:
        raise AssertionError(f"{len(found)} differences, among them {found[0]}")
    results = service.search(params.parse(_asked(q="")), "en")
    if results.degraded is not Degraded.NO or not results.total:
        raise AssertionError(f"search answers {results.total} works, {results.degraded}")


def _asked(**values: str):
    from django.http import QueryDict

    asked = QueryDict(mutable=True)
    asked.update(values)
    return asked


def titles_found(*words: str) -> list[str]:
    """Which of the words a search finds."""
    from search import params, service

    return [word for word in words if service.search(params.parse(_asked(q=word, exact="1")), "en").total]


def publish(word: str, number: int) -> None:
    """Give a case a title with a word of its own, as an editor does."""
    from cases.models import CasePage

    pages = CasePage.objects.filter(original=None).order_by("pk")
    page = pages[number % pages.count()].get_latest_revision_as_object()
    page.title = f"Springs {word}"
    page.save_revision().publish()


# Scenarios


def kill_while(action: Action, before: Action, points: int) -> dict[str, object]:
    """Kill a process at many moments of an action; after each, a process that nobody kills makes all right."""
    length = 0.0
    for _ in range(2):  # the first time is slower than all that follow
        assert done(before)
        began = time.monotonic()
        assert done(action)
        length = time.monotonic() - began
    killed = 0
    for number in range(points):
        assert done(before)
        pid = fork(action)
        time.sleep(length * (number + 0.5) / points)
        os.kill(pid, signal.SIGKILL)
        killed += wait(pid) == -signal.SIGKILL
        assert done(serves), f"after {number} the old index does not serve"
        assert done(drain), number
        assert done(verified), number
    return {"killed": killed}


def serves() -> None:
    """Fails where a search is not answered by the index."""
    from search import params, service
    from search.results import Degraded

    results = service.search(params.parse(_asked(q="")), "en")
    assert results.degraded is Degraded.NO
    assert results.total


def touch_everything() -> None:
    """Leave a change of every work in the outbox, in another shape than the index has it."""
    from django.db import transaction

    from cases.models import CasePage
    from search.models import Outbox

    with transaction.atomic():
        for page in CasePage.objects.filter(original=None):
            CasePage.objects.filter(pk=page.pk).update(summary=f"Changed at {time.time_ns()}")
            Outbox.objects.create(identity=f"case:{page.translation_key}", hides=False)


def publishing(word: str, count: int, every: float) -> list[str]:
    """Publish case after case; returns the words of the acknowledged titles."""
    words = [f"{word}{number}" for number in range(count)]
    for number, title in enumerate(words):
        publish(title, number)
        time.sleep(every)
    return words


def main() -> None:
    django.setup()
    name, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(SCENARIOS[name](*arguments)))


def killed_rebuilds(points: str) -> dict[str, object]:
    return kill_while(rebuild, lambda: None, int(points))


def killed_drains(points: str) -> dict[str, object]:
    return kill_while(drain, touch_everything, int(points))


def publish_during_rebuilds(folder: str) -> dict[str, object]:
    """One process publishes every 50 ms, one drains as the worker does, one rebuilds without end."""
    acknowledged = Path(folder) / "acknowledged"

    def write() -> None:
        acknowledged.write_text(json.dumps(publishing("gushing", 30, 0.05)))

    def rebuild_on() -> None:
        from search import applying, sources

        # Parts small enough that what is written meanwhile falls between them.
        sources.KEYS_AT_ONCE, applying.batches.__defaults__ = 17, (5,)  # type: ignore[misc]
        while True:
            rebuild()

    def drain_on() -> None:
        from search.locks import Locked

        while True:
            with suppress(Locked):
                drain()
            time.sleep(0.05)

    helpers = [fork(rebuild_on), fork(drain_on)]
    writer = fork(write)
    assert wait(writer) == 0
    for pid in helpers:
        os.kill(pid, signal.SIGKILL)
        assert wait(pid) == -signal.SIGKILL
    return _settled(json.loads(acknowledged.read_text()))


def writers(folder: str, processes: str, each: str, tries: str) -> dict[str, object]:
    """Processes publish different cases at once, each with a worker of its own.

    `tries`: how often somebody publishes who is told that the database is busy, as the page with status 503 asks.
    """
    from django.db import OperationalError

    from search import worker

    def publish_at_last(word: str, number: int) -> None:
        for _ in range(int(tries) - 1):
            try:
                return publish(word, number)
            except OperationalError as busy:
                sys.stderr.write(f"{word} again: {busy}\n")
        return publish(word, number)

    def write(number: int) -> Action:
        def action() -> None:
            worker.ensure_started()
            words = [f"flowing{number}x{turn}" for turn in range(int(each))]
            for turn, word in enumerate(words):
                publish_at_last(word, number * int(each) + turn)
            (Path(folder) / f"acknowledged-{number}").write_text(json.dumps(words))
            worker.stop()

        return action

    numbers = range(int(processes))
    codes = [wait(pid) for pid in [fork(write(number)) for number in numbers]]
    assert not any(codes)
    files = [Path(folder) / f"acknowledged-{number}" for number in numbers]
    return _settled([word for file in files for word in json.loads(file.read_text())])


def one_writer() -> dict[str, object]:
    """A process publishes a case, however long it has to wait for the database."""
    assert done(lambda: publish("patience", 0))
    return _settled(["patience"])


def two_rebuilds() -> dict[str, object]:
    """Two processes rebuild at the same time: one does, the other says that it does not."""
    codes = sorted(wait(pid) for pid in [fork(rebuild), fork(rebuild)])
    return {"codes": codes, **_settled([])}


def _settled(words: list[str]) -> dict[str, object]:
    assert done(drain)
    assert done(verified)
    found = titles_found(*words)
    return {"acknowledged": len(words), "lost": sorted(set(words) - set(found))}


SCENARIOS = {
    action.__name__: action
    for action in (
        killed_rebuilds,
        killed_drains,
        publish_during_rebuilds,
        writers,
        one_writer,
        two_rebuilds,
    )
}

if __name__ == "__main__":
    main()
