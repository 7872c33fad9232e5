"""Journeys: a real server with a few works of the demonstration, walked through in a real Chromium.

The site is prepared once a run, as `make run` prepares it. `JOURNEYS_ADDRESS=http://…` walks through a running site
with the whole demonstration instead. `SCREENSHOTS=FOLDER` keeps what `shoot` sees.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.prepared import ADMINISTRATOR
from tests.server import manage, serving
from tools import chromium

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSWORD = ADMINISTRATOR[1]
MAKE = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
person = get_user_model().objects.create_user({name!r}, password={password!r})
person.groups.set(Group.objects.filter(name__in={groups!r}))
"""
OFFLINE = "offline"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def prepared(chosen_site, tmp_path_factory) -> Path:
    """The data folder of the site with the chosen content."""
    return shutil.copytree(chosen_site, tmp_path_factory.mktemp("journeys") / "site")


@pytest.fixture
def new_person(prepared) -> Callable[..., str]:
    """Opens an account and returns its name, which nobody else of the run has: `new_person("dara", "Editors")`.

    Its password is `PASSWORD`.
    """

    def make(name: str, *groups: str) -> str:
        name = f"{name}-{uuid.uuid4().hex[:6]}"
        manage(prepared, "shell", "-c", MAKE.format(name=name, password=PASSWORD, groups=groups))
        return name

    return make


@pytest.fixture(scope="session")
def address(request) -> Iterator[str]:
    """The address of a site with the chosen content, or the one that the environment names."""
    if given := os.environ.get("JOURNEYS_ADDRESS"):
        yield given.rstrip("/")
        return
    with serving(request.getfixturevalue("prepared"), DEMONSTRATION="0") as url:
        yield url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium.program()
    assert program, "Chromium is not installed (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def base(address) -> str:
    """The site that `open_page` visits; a module may name another."""
    return address


@pytest.fixture
def open_page(browser, base) -> Iterator[Callable[..., Page]]:
    """Opens a path in a fresh visitor's browser: `open_page("/en/", javascript=False, size=NARROW)`.

    At the end nothing may have failed behind the page: no error in the console, no policy violated, no other
    host asked. `expected`: statuses that a page may answer besides, `OFFLINE` where the network breaks.
    """
    contexts, complaints = [], []

    def heard(message, expected):
        known = any(f"status of {status}" in message.text for status in (404, 503, *expected))
        known = known or (OFFLINE in expected and "net::ERR_" in message.text)
        if message.type in {"error", "warning"} and not known:
            complaints.append(message.text)

    def asked(request):
        if not request.url.startswith((base, "data:", "blob:")):
            complaints.append(f"another host: {request.url}")

    def opened(
        path: str,
        *,
        javascript: bool = True,
        size: dict = WIDE,
        expected: tuple[int | str, ...] = (),
        **options,
    ) -> Page:
        context = browser.new_context(base_url=base, java_script_enabled=javascript, viewport=size, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard(message, expected))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Asserts that axe finds nothing on the page; nothing is ignored."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        results = Axe().run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture
def shoot(request) -> Callable[[Page, str], None]:
    """Keeps a picture of the whole page when `SCREENSHOTS` names a folder."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take
