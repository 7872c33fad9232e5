"""Tasks of the workflows, and the versions that publications leave."""

from .editions import Edition, VersionedPage, kept_with_its_page
from .tasks import EditorApprovalTask, seen

__all__ = ["Edition", "EditorApprovalTask", "VersionedPage", "kept_with_its_page", "seen"]
