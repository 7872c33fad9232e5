"""Pictures for cards, all of a page in one query once they have been made."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wagtail.images import get_image_model

from search.results import Picture

#: Small enough for a list on a slow link.
RENDITION = "fill-240x180|format-webp"


def pictures(ids: Collection[int]) -> Mapping[int, Picture]:
    """Renditions by id of the image; made at the first use. Images that are gone are left out."""
    if not ids:
        return {}
    model = get_image_model()
    renditions = model.get_rendition_model().objects.filter(image__in=ids, filter_spec=RENDITION)
    found = {rendition.image_id: rendition for rendition in renditions.select_related("image")}
    missing = set(ids) - set(found)
    if missing:
        for image in model.objects.filter(pk__in=missing):
            found[image.pk] = image.get_rendition(RENDITION)
    return {
        pk: Picture(rendition.url, rendition.width, rendition.height, rendition.alt)
        for pk, rendition in found.items()
    }
