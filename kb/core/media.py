"""Uploaded files that anybody may fetch: renditions of images, never originals, never documents."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.static import serve

RENDITIONS = "images"  # the folder below MEDIA_ROOT into which Wagtail writes them
YEAR = 365 * 24 * 3600

# Known to Python from 3.13 on.
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("image/avif", ".avif")


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """One rendition. Its name changes with its content, so that it may be kept for a year."""
    response = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / RENDITIONS))
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
