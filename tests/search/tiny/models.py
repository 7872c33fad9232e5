from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page


class PlantPage(Page):
    """A plant: one page a language, facts repeated for simplicity."""

    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    uses = models.CharField(max_length=200, blank=True)
    first_year = models.BigIntegerField(null=True, blank=True)
    last_year = models.IntegerField(null=True, blank=True)
    secret = models.CharField(max_length=100, blank=True)
    dormant = models.BooleanField(default=False)
    photo = models.ForeignKey(get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL)


class PlantName(Orderable):
    plant = ParentalKey(PlantPage, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=100)
