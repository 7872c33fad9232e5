"""Photographs over a network that breaks, in a real browser: each arrives, and each once."""

from __future__ import annotations

import random
import re
from functools import cache
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, OFFLINE, PASSWORD
from tests.journeys.test_every_page import fits

PIECES = re.compile(r"/photographs/pieces/$")  # not the question how much has arrived
ADD = re.compile(r"/photographs/add/$")
KEPT = """async () => {
  if (!(await indexedDB.databases()).some((each) => each.name === "photographs")) return 0;
  const opening = indexedDB.open("photographs");
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const counting = opening.result.transaction("photographs").objectStore("photographs").count();
  await new Promise((resolve) => (counting.onsuccess = resolve));
  opening.result.close();
  return counting.result;
}"""


@cache
def photograph(side=900):
    """One of several pieces, always the same."""
    out = BytesIO()
    Image.frombytes("L", (side, side), random.Random(7).randbytes(side * side)).convert("RGB").save(
        out, "PNG"
    )
    assert len(out.getvalue()) > 1_000_000
    return {"name": "tank.png", "mimeType": "image/png", "buffer": out.getvalue()}


def log_in(page, name):
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.entry button")
    page.wait_for_url(lambda address: "login" not in address)


@pytest.fixture
def add_page(new_person, open_page):
    """The page for a photograph of a case that was just begun, on a telephone; `page.author` is who wrote it."""
    name = new_person("phonepaseuth")
    page = open_page("/en/share/new/", size=NARROW, expected=(OFFLINE, 400))
    log_in(page, name)
    page.fill("#id_title", "Rice banks")
    page.select_option("#id_country", "LA")
    page.click("form.entry button.main")
    page.wait_for_load_state()
    page.goto(f"{page.url}photographs/add/")
    page.author = name
    return page


def choose(page, caption="The tank", file=None):
    page.fill("#id_caption", caption)
    page.check("#id_consent")
    page.set_input_files("#id_file", file or photograph())
    expect(page.locator("[data-says=kept]")).to_be_visible()  # with its words


def press(page):
    page.locator("form.entry button.main").click()


def arrived(page, caption="The tank"):
    """Exactly one photograph, with its words."""
    page.wait_for_url("**/photographs/", timeout=60_000)
    expect(page.locator("main fieldset.entry-row")).to_have_count(1)
    assert page.input_value("#id_photos-0-caption") == caption
    assert page.is_checked("#id_photos-0-consent")


def watch(page):
    """A list that grows by how many bytes have arrived, as the server says after each piece."""
    told = []
    page.on("response", lambda answer: PIECES.search(answer.url) and told.append(answer.json()["received"]))
    return told


def goes_on(told):
    """Whether every piece was a new one, up to the last byte."""
    return told == sorted(set(told)) and told[-1] == len(photograph()["buffer"])


def kept(page):
    """How many photographs the browser keeps."""
    return page.evaluate(KEPT)


def test_a_large_photograph_is_made_smaller_before_it_is_sent(add_page):
    page, told, out = add_page, watch(add_page), BytesIO()
    noise = Image.frombytes("L", (1000, 750), random.Random(7).randbytes(750_000))
    noise.resize((4000, 3000)).convert("RGB").save(out, "JPEG", quality=95)
    page.set_input_files("#id_file", {"name": "tank.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})
    page.fill("#id_caption", "The tank")
    page.check("#id_consent")
    expect(page.locator("[data-says=kept]")).to_be_visible()
    press(page)
    arrived(page)
    assert told[-1] < len(out.getvalue()) / 2


def hold(page):
    """Lets the next file that the page reads wait for `goOn()`; `isHeld` is a promise until it does."""
    page.evaluate("""() => {
      const read = File.prototype.arrayBuffer;
      const held = new Promise((resolve) => (window.goOn = resolve));
      window.isHeld = new Promise((resolve) => {
        File.prototype.arrayBuffer = async function () {
          File.prototype.arrayBuffer = read;
          const content = await read.call(this);
          resolve();
          await held;
          return content;
        };
      });
    }""")


def test_who_corrects_the_choice_before_it_is_prepared_sends_the_later_one(add_page):
    page, told = add_page, watch(add_page)
    hold(page)
    page.set_input_files("#id_file", photograph(800))
    page.evaluate("isHeld")
    choose(page)
    page.evaluate("async () => { goOn(); await new Promise((resolve) => setTimeout(resolve)); }")
    press(page)
    arrived(page)
    assert goes_on(told)


def test_a_photograph_that_is_not_prepared_yet_goes_when_it_is_and_not_the_one_before(add_page):
    page, told = add_page, watch(add_page)
    choose(page, file=photograph(800))
    hold(page)
    page.set_input_files("#id_file", photograph())
    page.evaluate("isHeld")
    press(page)
    press(page)
    page.evaluate("goOn()")
    arrived(page)
    assert goes_on(told)


def test_a_file_that_cannot_be_read_any_more_is_said_and_another_can_be_chosen(add_page, tmp_path):
    page, file = add_page, tmp_path / "tank.png"
    file.write_bytes(photograph(800)["buffer"])
    choose(page, file=file)
    file.write_bytes(b"changed")
    page.dispatch_event("#id_file", "change")
    expect(page.locator("[data-says=unreadable]")).to_be_visible()
    assert page.locator("#id_file").evaluate("each => each.files.length") == 0 and kept(page) == 0
    choose(page)
    press(page)
    arrived(page)


def test_a_photograph_goes_in_pieces_and_is_forgotten_here_when_it_is_there(add_page, accessible, shoot):
    page, told = add_page, watch(add_page)
    accessible(page)
    choose(page)
    accessible(page)
    fits(page)
    shoot(page, "photograph-kept-narrow")
    press(page)
    arrived(page)
    assert len(told) > 2 and told[0] == 256 * 1024 and goes_on(told)
    assert kept(page) == 0


def test_without_a_network_the_page_says_so_and_goes_on_by_itself(add_page, accessible, shoot):
    page = add_page
    choose(page)
    page.context.set_offline(True)
    press(page)
    expect(page.locator("[data-says=waiting]")).to_be_visible()
    accessible(page)
    fits(page)
    shoot(page, "photograph-waiting-narrow")
    page.context.set_offline(False)
    arrived(page)


def test_a_network_that_breaks_in_the_middle_costs_a_piece_and_not_the_photograph(add_page):
    page, told, asked = add_page, watch(add_page), []

    def breaks(route):
        asked.append(route.request.url)
        if len(asked) in (2, 3):
            route.abort()
        else:
            route.continue_()

    page.route(PIECES, breaks)
    choose(page)
    press(page)
    expect(page.locator("[data-says=waiting]")).to_be_visible()
    assert page.locator("progress").evaluate("each => each.value") > 0
    arrived(page)
    assert len(told) == len(asked) - 2 and goes_on(told)


def test_an_answer_that_is_lost_makes_no_second_photograph(add_page):
    page, sent = add_page, []

    def loses(route):
        sent.append(route.request.url)
        if len(sent) == 1:
            assert route.fetch().ok  # the server has done it
            route.abort()
        else:
            route.continue_()

    page.route(
        ADD,
        lambda route: route.fallback() if route.request.method == "GET" else loses(route),
    )
    choose(page)
    press(page)
    arrived(page)
    assert len(sent) == 2


def test_a_tab_that_was_closed_goes_on_when_the_page_is_opened_again(add_page):
    page, context, address = add_page, add_page.context, add_page.url
    asked, told = [], watch(page)

    def breaks(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.continue_()
        else:
            context.set_offline(True)
            route.abort()

    page.route(PIECES, breaks)
    choose(page)
    press(page)
    expect(page.locator("[data-says=waiting]")).to_be_visible()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    rest = watch(again)
    again.goto(address)
    arrived(again)
    assert told and rest and goes_on([*told, *rest])
    assert kept(again) == 0


def test_what_was_chosen_and_not_sent_is_there_again_with_its_words(add_page):
    page = add_page
    address = page.url
    choose(page)
    page.goto(address)
    expect(page.locator("[data-says=kept]")).to_be_visible()
    assert page.input_value("#id_caption") == "The tank"
    assert page.locator("#id_file").evaluate("each => each.files[0].name") == "tank.png"
    page.fill("#id_taken", "yesterday")
    press(page)
    expect(page.locator("#id_taken_error")).to_be_visible()
    assert page.input_value("#id_caption") == "The tank"
    page.fill("#id_taken", "2017")
    press(page)
    arrived(page)


def test_a_photograph_can_be_thrown_away(add_page):
    page = add_page
    choose(page)
    page.click("[data-throw-away]")
    expect(page.locator("[data-sending]")).to_be_hidden()
    page.reload()
    assert page.locator("[data-sending]").is_hidden() and kept(page) == 0


def test_what_is_no_photograph_is_refused_in_words_and_kept_nowhere(add_page):
    page = add_page
    html = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<!doctype html>" * 9}
    page.set_input_files("#id_file", html)
    page.fill("#id_caption", "The tank")
    press(page)
    expect(page.locator("#id_file_error")).to_be_visible()
    assert page.input_value("#id_caption") == "The tank" and kept(page) == 0


@pytest.mark.parametrize("step", [PIECES, ADD], ids=["pieces", "words"])
def test_a_400_of_whatever_is_on_the_way_costs_no_photograph(add_page, step):
    page = add_page

    def refuse(route):
        if route.request.method == "POST":
            route.fulfill(status=400, content_type="text/html", body="<h1>Bad Request</h1>")
        else:
            route.fallback()

    choose(page)
    page.route(step, refuse)
    press(page)
    expect(page.locator("[data-says=ended]")).to_be_visible()
    assert kept(page) == 1
    page.unroute(step)
    page.reload()
    arrived(page)


def test_whoever_logs_out_leaves_no_photograph_behind(add_page):
    page = add_page
    address = page.url
    choose(page)
    assert kept(page) == 1
    page.goto("/en/accounts/logout/")
    page.click("main form button")
    page.wait_for_url(lambda found: "logout" not in found)
    assert kept(page) == 0
    page.goto(address)
    log_in(page, page.author)
    expect(page.locator("[data-sending]")).to_be_hidden()


def test_another_person_on_the_same_device_finds_nothing(add_page, new_person):
    page = add_page
    choose(page)
    page.context.clear_cookies()
    page.goto("/en/share/new/")
    log_in(page, new_person("vilay"))
    page.fill("#id_title", "Wells")
    page.select_option("#id_country", "LA")
    press(page)
    page.wait_for_load_state()
    page.goto(f"{page.url}photographs/add/")
    page.evaluate(
        f"async () => {{ while (await ({KEPT})()) await new Promise((resolve) => setTimeout(resolve, 50)); }}"
    )
    expect(page.locator("[data-sending]")).to_be_hidden()
    assert page.locator("#id_file").evaluate("each => each.files.length") == 0
