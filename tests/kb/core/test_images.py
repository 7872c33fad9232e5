"""What a camera knows stays outside; what would fill the memory is refused unread."""

from __future__ import annotations

import resource
import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from kb.core import images

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
CANARY = b"C-EXIF"


def photograph(form="JPEG", *, orientation=6, size=(60, 40), behind=b""):
    """A photograph that knows its camera, its place and a comment; its left half is red, its right half blue."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = picture.getexif()
    exif[MAKE] = CANARY.decode()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (17.0, 58.0, 3.0), 3: "E", 4: (102.0, 36.0, 5.0)})
    out = BytesIO()
    more = {"comment": CANARY} if form == "JPEG" else {}
    picture.save(out, format=form, exif=exif, **({} if form == "PNG" else {"xmp": CANARY}), **more)
    return out.getvalue() + behind


def bomb(width=13_000, height=13_000):
    """A PNG of one bit a pixel that is small on disk and 169 million pixels large."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * min((width // 8 + 1) * height, 30_000_000), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def form_for(data, name):
    collection = Collection.get_first_root_node()
    values = {"title": "A well", "description": "", "collection": collection.pk}
    return get_image_form(get_image_model())(values, {"file": SimpleUploadedFile(name, data)})


def assert_nothing_told(data):
    assert CANARY not in data
    with Image.open(BytesIO(data)) as image:
        exif = image.getexif()
        assert not exif.get_ifd(GPS)
        assert MAKE not in exif
        assert ORIENTATION not in exif
        assert "xmp" not in image.info


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_only_pixels_stay_and_they_stand_upright(form):
    cleaned = images.clean(ContentFile(photograph(form, behind=b"<script>" if form == "JPEG" else b""), "a"))
    data = cleaned.read()
    assert_nothing_told(data)
    assert b"<script>" not in data
    with Image.open(BytesIO(data)) as image:
        assert image.format == form
        assert image.size == (40, 60)
        red, _green, blue = image.convert("RGB").getpixel((20, 5))
        assert red > 200 > 60 > blue


def test_the_colour_profile_stays():
    picture, out = Image.new("RGB", (8, 8)), BytesIO()
    picture.save(out, "JPEG", icc_profile=b"a profile")
    with Image.open(images.clean(ContentFile(out.getvalue(), "a.jpg"))) as image:
        assert image.info["icc_profile"] == b"a profile"


def test_the_transparent_colour_of_a_palette_stays():
    picture, out = Image.new("P", (8, 8)), BytesIO()
    picture.putpalette([10, 20, 30] * 256)
    picture.save(out, "PNG", transparency=0)
    with Image.open(images.clean(ContentFile(out.getvalue(), "a.png"))) as image:
        assert image.info["transparency"] == 0


def test_a_cleaned_image_is_not_written_twice():
    once = images.clean(ContentFile(photograph(), "a.jpg"))
    assert images.clean(once) is once


def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValidationError, match="50 million pixels"):
        images.clean(ContentFile(bomb(), "bomb.png"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024  # kilobytes


@pytest.mark.parametrize("width", [20_000, 2**31 - 1])
def test_the_library_s_own_limits_are_answered_alike(width):
    with pytest.raises(ValidationError):
        images.clean(ContentFile(bomb(width=width, height=10_000), "bomb.png"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.4",
        photograph()[:400],
        bomb()[:60],
    ],
    ids=["empty", "gif", "svg", "pdf", "cut jpeg", "cut png"],
)
def test_what_is_no_image_is_refused(data):
    with pytest.raises(ValidationError) as refused:
        images.clean(ContentFile(data, "a.png"))
    assert refused.value.code in {"invalid_image", "file_too_many_pixels"}


def test_a_moving_image_is_refused():
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(
        out, "WEBP", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")]
    )
    with pytest.raises(ValidationError, match="single picture"):
        images.clean(ContentFile(out.getvalue(), "a.webp"))


def test_a_telephone_s_jpeg_of_two_views_keeps_the_first():
    first, out = Image.new("RGB", (8, 8), "red"), BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])
    with Image.open(images.clean(ContentFile(out.getvalue(), "a.jpg"))) as image:
        assert image.format == "JPEG"
        assert image.getpixel((4, 4))[0] > 200


def test_the_form_stores_a_cleaned_image(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    form = form_for(photograph(), "well.jpg")
    assert form.is_valid(), form.errors
    image = form.save()
    image.refresh_from_db()
    with image.file.open("rb") as stored:
        data = stored.read()
    assert_nothing_told(data)
    assert (image.width, image.height) == (40, 60)
    assert image.file_size == len(data)
    with image.get_rendition("width-20").file.open("rb") as rendition:
        assert_nothing_told(rendition.read())


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (bomb(), "bomb.png"),
        (photograph(), "photo.png"),
        (b"<svg/>", "a.svg"),
        (b"<svg/>", "a.png"),
        (photograph("PNG", size=(600, 400))[:-200], "a.png"),
    ],
    ids=["bomb", "other format", "svg", "svg inside", "cut off"],
)
def test_the_form_says_what_is_wrong(db, data, name):
    form = form_for(data, name)
    assert not form.is_valid()
    assert form.errors["file"]


def test_what_code_stores_is_cleaned_too(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model()(title="A well", file=ContentFile(photograph(), "well.jpg"))
    image.save()
    image.refresh_from_db()
    with image.file.open("rb") as stored:
        assert_nothing_told(stored.read())
    assert (image.width, image.height) == (40, 60)
    image.title = "The well"
    image.save()  # what is stored is left alone
    with pytest.raises(ValidationError):
        get_image_model()(title="No well", file=ContentFile(b"<svg/>", "well.jpg")).save()


def test_an_editor_searches_among_the_images_of_a_tag(site, settings, tmp_path, admin_client):
    settings.MEDIA_ROOT = tmp_path
    for title, tag in [("Water pump", "pumps"), ("Water tower", "towers"), ("Road", "pumps")]:
        stored = get_image_model()(title=title, file=ContentFile(photograph(), f"{title}.jpg"))
        stored.save()
        stored.tags.add(tag)
    address = reverse("wagtailimages_chooser:choose_results")
    answer = admin_client.get(address, {"q": "water", "tag": "pumps"})
    assert [image.title for image in answer.context["results"]] == ["Water pump"]
