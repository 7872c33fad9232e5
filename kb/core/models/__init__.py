"""The kernel: what cases, experts and collections have in common."""

from .guarded import GuardedPage
from .shards import CountryShardPage, IndexPage, ShardPage
from .work import Work
from .workpage import TranslationState, WorkPage

__all__ = [
    "CountryShardPage",
    "GuardedPage",
    "IndexPage",
    "ShardPage",
    "TranslationState",
    "Work",
    "WorkPage",
]
