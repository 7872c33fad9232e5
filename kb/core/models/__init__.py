"""The kernel: what cases, experts and collections have in common."""

from .shards import CountryShardPage, IndexPage, ShardPage
from .work import Work
from .workpage import TranslationState, WorkPage

__all__ = ["CountryShardPage", "IndexPage", "ShardPage", "TranslationState", "Work", "WorkPage"]
