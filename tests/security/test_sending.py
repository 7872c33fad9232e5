"""What is sent in bodies, parts and rich text: nothing falls, nothing is kept, nobody is asked for it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from kb.home.models import HomePage, PlainPage
from tests.factories import locale, make_case, publish

BODIES = {
    "no json": (b'{"q":', "application/json"),
    "deep json": (b"[" * 100_000, "application/json"),
    "large": (b'{"q": "' + b"(" * 5_000_000 + b'"}', "application/json"),
    "another type": (b"<q/>", "application/xml"),
    "no type": (b"q=water", ""),
    "parts without an end": (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
}


@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_A03_no_body_gets_into_the_interface(site, client, method, body, kind):
    answer = client.generic(method, "/api/v1/search/", body, content_type=kind)
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 405


@pytest.mark.parametrize("path", ["/en/accounts/login/", "/en/kept/", "/en/search/"])
def test_U06_ten_thousand_parts_are_refused(site, client, tmp_path, settings, path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\nb\r\n'
        for _ in range(10_000)
    )
    answer = client.generic(
        "POST", path, parts + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in (400, 403, 405, 413)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "name", "model"),
    [
        ("/admin/documents/add/", "a.pdf", get_document_model),
        ("/admin/images/add/", "a.png", get_image_model),
    ],
)
def test_U06_an_empty_file_is_refused_in_the_form(site, client, superuser, path, name, model):
    client.force_login(superuser)
    answer = client.post(path, {"title": "Nothing", "file": SimpleUploadedFile(name, b"")})
    assert answer.status_code == 200
    assert not model().objects.exists()


@pytest.fixture
def intranet():
    """A server that nobody outside may reach, and whom it has met."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_J02_no_address_that_an_editor_embeds_is_asked(site, client, superuser, intranet):
    address, asked = intranet
    client.force_login(superuser)
    for url in (f"{address}/secret", f"{address}/www.youtube.com/watch?v=1", f"{address}@169.254.169.254/"):
        answer = client.post("/admin/embeds/chooser/upload/", {"embed-chooser-url": url})
        assert answer.status_code == 200
        assert "embed_chosen" not in answer.content.decode()
    assert asked == []


def test_J02_a_page_embeds_nothing_and_asks_nobody(site, client, intranet):
    address, asked = intranet
    raw = (
        f'<p>Before <embed embedtype="media" url="{address}/video"/></p><iframe src="{address}/frame"></iframe>'
        f'<p onclick="alert(1)">After <img src="{address}/pixel"><a href="javascript:alert(1)">link</a></p>'
    )
    home = HomePage.objects.get(locale=locale("en"))
    page = publish(home.add_child(instance=PlainPage(title="About", slug="with-embed", body=raw)))
    case = make_case("Water for all", problem=raw)
    for url in (page.url, case.url, f"/records/{case.slug}.json"):
        body = client.get(url).content.decode()
        assert "After" in body
        for piece in (address, "<iframe", "onclick", "javascript:"):
            assert piece not in body, (url, piece)
    assert asked == []
