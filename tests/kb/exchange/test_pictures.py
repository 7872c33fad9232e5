"""Photographs travel beside the file and pass the checks of uploads."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image as Pillow
from wagtail.images import get_image_model

from cases.models import CasePage
from experts.models import ExpertPage
from tests.kb.exchange.conftest import CASE, EXPERT, changed

Image = get_image_model()
PHOTO = {"file": "photos/well.png", "credit": "A villager", "consent": True, "taken": "2019-06"}
WITH_PHOTO = changed(
    CASE, facts__photos=[PHOTO], words__en__photo_texts=[{"caption": "The well", "alt": "A well"}]
)


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options) -> bytes:
    out = BytesIO()
    Pillow.new("RGB", size, (35, 66, 107)).save(out, format=form, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def photo(exchange):
    def put(data: bytes, name: str = "photos/well.png") -> Path:
        path = exchange.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return put


def stored(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_photograph_comes_along_once(exchange, photo, media):
    photo(picture())
    report = exchange.bring(WITH_PHOTO, changed(EXPERT, facts__photo="photos/well.png"))
    assert report.problems == []
    image = Image.objects.get()
    assert CasePage.objects.get().photos.get().image == image
    assert ExpertPage.objects.get().photo == image
    assert len(stored(media)) == 1
    assert exchange.bring(WITH_PHOTO).outcomes == {"unchanged": 1}
    assert Image.objects.count() == 1


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_it_goes_back_beside_the_exported_file(exchange, photo, tmp_path, form):
    photo(picture(form), f"photos/well.{form.lower()}")
    name = f"photos/well.{form.lower()}"
    exchange.bring(changed(WITH_PHOTO, facts__photos__0__file=name))
    out = tmp_path / "out" / "all.jsonl"
    out.parent.mkdir()
    call_command("export_content", out)
    image = Image.objects.get()
    file = exchange.record("clean-water")["facts"]["photos"][0]["file"]
    assert file == f"pictures/{image.file_hash}.{form.lower()}"
    assert (out.parent / file).read_bytes() == Path(image.file.path).read_bytes()
    call_command("import_content", out)
    assert Image.objects.count() == 1


def test_what_cameras_tell_stays_behind(exchange, photo, media):
    exif = Pillow.Exif()
    exif[0x010E] = "canary-owner"
    photo(picture("JPEG", exif=exif), "photos/well.jpg")
    exchange.bring(changed(WITH_PHOTO, facts__photos__0__file="photos/well.jpg"))
    assert b"canary-owner" not in stored(media)[0].read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("photos/none.png", None, "There is no picture"),
        ("../outside.png", picture(), "There is no picture"),
        ("/etc/passwd", None, "There is no picture"),
        ("photos/page.png", b"<html><script>alert(1)</script>", "is not an image"),
        ("photos/big.png", picture(size=(9000, 9000)), "million pixels"),
        ("photos/well.gif", picture("GIF"), "is not an image"),
    ],
)
def test_what_the_site_does_not_accept(exchange, photo, media, name, data, reason):
    if data is not None:
        photo(data, name)
    found = exchange.one(changed(WITH_PHOTO, facts__photos__0__file=name))
    assert reason in found["facts.photos[0].file"]
    assert stored(media) == []
    assert not Image.objects.exists()


@pytest.mark.parametrize("options", [{"dry_run": True}, {"strict": True}])
def test_what_is_not_kept_leaves_no_file(exchange, photo, media, options):
    photo(picture())
    report = exchange.bring(WITH_PHOTO, "no json", **options)
    assert not report.kept
    assert stored(media) == []
    assert not Image.objects.exists()


def test_a_bad_line_leaves_no_file(exchange, photo, media):
    photo(picture())
    assert exchange.bring(changed(WITH_PHOTO, words__en__title=...)).failed == 1
    assert stored(media) == []


def test_a_picture_whose_file_is_gone_is_named(exchange, photo, media, tmp_path, capsys):
    photo(picture())
    exchange.bring(WITH_PHOTO)
    stored(media)[0].unlink()
    call_command("export_content", tmp_path / "out.jsonl")
    assert f"pictures/{Image.objects.get().file_hash}.png is missing" in capsys.readouterr().err
