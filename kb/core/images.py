"""Photographs as they are stored: upright, without what a camera writes about place, time and owner."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

# How each format is written again; renditions are made from it.
FORMATS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92},
    "PNG": {},
    "WEBP": {"quality": 92},
    "AVIF": {"quality": 85},
}
KEPT = ("icc_profile", "transparency")
UNREADABLE = _("This file is not an image that can be read, or it is damaged.")


class CleanImage(SimpleUploadedFile):
    """An image that was written by `clean`."""


def clean(file: IO[bytes]) -> CleanImage:
    """Write an image again: upright, nothing but its pixels and its colour profile.

    Written again, not cut: place and owner hide in many corners (EXIF, XMP, IPTC, previews, text chunks, bytes
    behind the end). The number of pixels is read from the header, before anything is decoded. Raises
    ValidationError.
    """
    if isinstance(file, CleanImage):
        return file
    file.seek(0)
    try:
        with Image.open(file, formats=list(FORMATS)) as image:
            if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                raise _too_large()
            return _written_again(image, getattr(file, "name", None) or "image")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise ValidationError(UNREADABLE, code="invalid_image") from None


def _too_large() -> ValidationError:
    message = _("This image has more than %(most)s million pixels. Make it smaller and send it again.")
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return ValidationError(message, code="file_too_many_pixels", params={"most": most})


def _written_again(image: Image.Image, name: str) -> CleanImage:
    form = image.format or ""
    if form == "MPO":  # what some telephones write: a JPEG with further views behind it
        form = "JPEG"
    elif getattr(image, "is_animated", False):
        raise ValidationError(_("Moving images are not accepted. Send a single picture."), code="animated")
    ImageOps.exif_transpose(image, in_place=True)
    kept = {key: image.info[key] for key in KEPT if key in image.info}
    image.info = {}
    out = BytesIO()
    image.save(out, format=form, **FORMATS[form], **kept)
    return CleanImage(name, out.getvalue(), content_type=Image.MIME[form])
