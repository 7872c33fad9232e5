"""The kernel: what cases, experts and collections have in common."""

from .shards import IndexPage, ShardPage
from .work import Work
from .workpage import TranslationState, WorkPage

__all__ = ["IndexPage", "ShardPage", "TranslationState", "Work", "WorkPage"]
