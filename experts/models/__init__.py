"""Profiles, and who keeps them."""

from .holding import Account, ClaimRequest, Delegate, Invitation
from .profile import (
    ORCID,
    ExpertAvailability,
    ExpertContact,
    ExpertCountry,
    ExpertEducation,
    ExpertExpertise,
    ExpertIndexPage,
    ExpertKind,
    ExpertLanguage,
    ExpertPage,
    ExpertPosition,
    ExpertPublication,
    ExpertShardPage,
    ExpertTag,
)

__all__ = [
    "ORCID",
    "Account",
    "ClaimRequest",
    "Delegate",
    "ExpertAvailability",
    "ExpertContact",
    "ExpertCountry",
    "ExpertEducation",
    "ExpertExpertise",
    "ExpertIndexPage",
    "ExpertKind",
    "ExpertLanguage",
    "ExpertPage",
    "ExpertPosition",
    "ExpertPublication",
    "ExpertShardPage",
    "ExpertTag",
    "Invitation",
]
