"""Photographs that travel beside a file of records, below the folder of that file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from kb.core import images

FOLDER = "pictures"


class NoPicture(ValueError):
    """The file is missing, lies elsewhere, or is no picture that the site accepts."""


@dataclass
class Album:
    """The pictures of one run: `source` is the folder to read from, `target` the one to write to.

    The database forgets what is rolled back; files that were stored meanwhile must be deleted by hand.
    """

    source: Path | None = None
    target: Path | None = None
    stored: list[Any] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Delete the files that are stored inside if it fails."""
        begun = len(self.stored)
        try:
            yield
        except BaseException:
            for file in self.stored[begun:]:
                file.storage.delete(file.name)
            del self.stored[begun:]
            raise


_album: ContextVar[Album | None] = ContextVar("album", default=None)


@contextmanager
def opened(album: Album) -> Iterator[Album]:
    """Pictures are read from and written to this album."""
    token = _album.set(album)
    try:
        yield album
    finally:
        _album.reset(token)


def keep(name: str) -> Any:
    """The image of that file, stored through the same checks as an upload. Raises `NoPicture`."""
    path = _find(name)
    model = get_image_model()
    if path.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 1024 // 1024
        raise NoPicture(
            _("The picture “%(name)s” is larger than %(most)d MB.") % {"name": name, "most": most}
        )
    with path.open("rb") as stream:
        # What an export of this site wrote is here already, and writing a JPEG again would change it.
        known = model.objects.filter(file_hash=hash_filelike(stream)).first()
        return known or _store(path, stream)


def _find(name: str) -> Path:
    album = _album.get()
    base = album.source if album else None
    path = (base / name).resolve() if base else None
    if base is None or path is None or base.resolve() not in path.parents or not path.is_file():
        raise NoPicture(_("There is no picture “%s” beside the file.") % name)
    return path


def _store(path: Path, stream: Any) -> Any:
    model = get_image_model()
    try:
        cleaned = images.clean(stream)
    except ValidationError as error:
        raise NoPicture(" ".join(error.messages)) from None
    known = model.objects.filter(file_hash=hash_filelike(cleaned)).first()
    if known is not None:
        return known
    cleaned.name = path.name
    data = {"title": path.stem[:255], "collection": Collection.get_first_root_node().pk}
    form = get_image_form(model)(data, {"file": cleaned})
    if not form.is_valid():
        raise NoPicture(" ".join(text for errors in form.errors.values() for text in errors))
    image = form.save(commit=False)
    image._set_file_hash()
    image.save()
    form.save_m2m()
    if album := _album.get():
        album.stored.append(image.file)
    return image


def name_of(image: Any) -> str:
    """The name of a picture in a file of records: by its content. An album with a target gets the file itself."""
    name = f"{FOLDER}/{image.get_file_hash()}{Path(image.file.name).suffix.lower()}"
    album = _album.get()
    if album is not None and album.target is not None:
        _write(image, album, name)
    return name


def _write(image: Any, album: Album, name: str) -> None:
    assert album.target is not None
    path = album.target / name
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with image.open_file() as source, path.open("wb") as out:
            shutil.copyfileobj(source, out)
    except OSError:
        path.unlink(missing_ok=True)
        album.missing.append(name)
