"""Whatever happens to pages: nothing hidden is shown from the next request, and the index ends up right."""

from __future__ import annotations

import pytest

from . import events_around
from .conftest import assert_index_tells_the_truth, assert_nothing_hidden_is_shown, make_world
from .events import EVENTS

pytestmark = [pytest.mark.django_db, pytest.mark.content(make=make_world)]


@pytest.mark.parametrize("name", list(EVENTS))
def test_after(name, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    happen, found = EVENTS[name]
    if happen.__module__ == events_around.__name__:
        happen(world, tmp_path)
    else:
        happen(world)
    assert_nothing_hidden_is_shown()
    assert_index_tells_the_truth()
    assert world.found() is found
    assert_nothing_hidden_is_shown()
