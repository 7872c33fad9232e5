"""What is uploaded is checked where it enters: by the forms of the admin, and again by whatever saves a file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from . import documents, images

LARGEST_REQUEST = 64 * 1024 * 1024  # bytes of all files in one request


class ImageField(WagtailImageField):
    """Wagtail's, which takes a picture whose end is missing for a fault of ours: a network that breaks cuts it off."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError, EOFError):
            raise ValidationError(images.UNREADABLE, code="invalid_image") from None


class ImageForm(BaseImageForm):
    """Stores a cleaned image in place of the one that was sent."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:  # not where only words are changed
            self.fields["file"] = ImageField(label=given.label, required=given.required, widget=given.widget)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        return images.clean(file) if isinstance(file, UploadedFile) else file


class DocumentForm(BaseDocumentForm):
    """Accepts documents whose content is what their name says."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            documents.check(file, file.name or "")
        return file


def clean_new_image(instance: Any, **kwargs: Any) -> None:
    """Receiver of `pre_save`: what code stores is cleaned as what people upload. Raises ValidationError."""
    file = instance.file
    if file and not file._committed:
        file.file = images.clean(file.file)
        # Turning an image upright exchanges its sides.
        file.__dict__.pop("_dimensions_cache", None)
        file.field.update_dimension_fields(instance, force=True)


def check_new_document(instance: Any, **kwargs: Any) -> None:
    """Receiver of `pre_save`: what code stores is checked as what people upload. Raises ValidationError."""
    file = instance.file
    if file and not file._committed:
        documents.check(file.file, file.name)


class LimitingUploadHandler(FileUploadHandler):
    """Ends a request whose files are too large while they arrive, so that they never fill the disk."""

    def __init__(self, request: Any = None):
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > LARGEST_REQUEST:
            # Django removes what arrived whole; half a file would stay until its memory is collected.
            for handler in self.request.upload_handlers if self.request else ():
                handler.upload_interrupted()
            raise RequestDataTooBig("The files of this request are too large.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # the next handler keeps the file
