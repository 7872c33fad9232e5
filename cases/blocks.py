"""Blocks of a case's words. They hold text alone; facts are typed rows of the original."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from kb.core.fields import RICH_TEXT_FEATURES
from kb.vocabulary.blocks import TermBlock


class PassageBlock(blocks.StructBlock):
    """A heading and its text: a step, a lesson, a chapter."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES, required=False)


class BuildingBlock(blocks.StructBlock):
    """A part of the practice that could be used elsewhere by itself."""

    kind = TermBlock(scheme="building_block_kind", label=_("Type"), required=False)
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES, required=False)
    enabling = blocks.TextBlock(label=_("What makes it work"), required=False)


class PhotoTextBlock(blocks.StructBlock):
    """Caption and alternative text of a photograph, in the order of the photographs."""

    caption = blocks.CharBlock(label=_("Caption"), required=False)
    alt = blocks.CharBlock(label=_("Text for those who cannot see it"), required=False)
