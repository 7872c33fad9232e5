"""Tasks of the workflows with their steps, who is responsible, and the versions that publications leave."""

from .editions import Edition, VersionedPage, kept_with_its_page
from .replies import SavedReply
from .responsibilities import Responsibility
from .steps import FINAL, Point, Review, Step
from .tasks import CountryDeskTask, EditorApprovalTask, LanguageReviewTask, seen

__all__ = [
    "FINAL",
    "CountryDeskTask",
    "Edition",
    "EditorApprovalTask",
    "LanguageReviewTask",
    "Point",
    "Responsibility",
    "Review",
    "SavedReply",
    "Step",
    "VersionedPage",
    "kept_with_its_page",
    "seen",
]
