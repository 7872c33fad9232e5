"""tantivy's errors, told in the engine's own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from search.engines.base import EngineError, EngineUnavailable


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Raise EngineUnavailable for whatever tantivy or the disk raises while ``doing`` something.

    A damaged file makes tantivy panic, and a Rust panic reaches Python as a BaseException that no
    ``except Exception`` sees.
    """
    try:
        yield
    except EngineError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineUnavailable(f"the search index failed while {doing}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineUnavailable(f"the search index failed while {doing}: {error}") from error
