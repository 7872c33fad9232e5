"""Which uploaded files have an address: renditions and, through Wagtail's view, documents."""

from __future__ import annotations

import gc
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from kb.core import uploads
from tests.kb.core.test_documents import PDF


@pytest.fixture(autouse=True)
def media(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def image():
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return get_image_model().objects.create(title="A well", file=ContentFile(out.getvalue(), "well.jpg"))


@pytest.fixture
def document():
    return get_document_model().objects.create(title="A report", file=ContentFile(PDF, "report.pdf"))


def test_a_rendition_is_served_for_a_year(client, image):
    answer = client.get(image.get_rendition("width-20").url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"


def test_nothing_else_of_the_folder_is_served(client, image, document):
    for path in (
        image.file.name,
        document.file.name,
        "images/",
        f"images/../{document.file.name}",
        f"images/%2e%2e/{document.file.name}",
        f"images/..%2f{document.file.name}",
        "images/missing.webp",
        "",
    ):
        answer = client.get(f"/media/{path}", follow=True)
        assert answer.status_code in {400, 404}, path
        assert answer["Content-Type"].startswith("text/html"), path


def test_a_rendition_is_only_read(client, image):
    assert client.post(image.get_rendition("width-20").url).status_code == 405


def test_a_document_is_saved_and_never_shown(client, document):
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_document_of_a_private_collection_is_not_served(client, document):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document.collection = private
    document.save()
    answer = client.get(document.url)
    assert answer.status_code in {302, 403}
    assert PDF not in answer.content


def test_files_that_are_too_large_end_the_request(admin_client, monkeypatch, media, settings, tmp_path):
    monkeypatch.setattr(uploads, "LARGEST_REQUEST", 100_000)
    arriving = tmp_path / "arriving"
    arriving.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = arriving
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    admin_client.raise_request_exception = False
    gc.disable()  # what is left is removed now, not when memory is collected
    try:
        sent = SimpleUploadedFile("a.pdf", PDF + b" " * 300_000)
        answer = admin_client.post("/admin/documents/add/", {"title": "A report", "file": sent})
        assert answer.status_code == 400
        assert not list(arriving.iterdir())
    finally:
        gc.enable()
    assert not get_document_model().objects.exists()
    assert not list(media.rglob("*.pdf"))


def test_the_limit_is_that_of_a_request():
    handler = uploads.LimitingUploadHandler(HttpRequest())
    assert handler.receive_data_chunk(b"abc", 0) == b"abc"
    assert handler.file_complete(3) is None
    assert handler.received == 3
