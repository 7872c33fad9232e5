"""Case studies and collections of them."""

from .case import CaseIndexPage, CasePage, CaseShardPage
from .collection import (
    CollectionEntry,
    CollectionIndexPage,
    CollectionPage,
    CollectionSectionPage,
    CollectionTag,
)
from .photographs import PhotographPiece, SentPhotograph
from .rows import (
    CaseAdaptedFrom,
    CaseCondition,
    CaseCost,
    CaseOrganisation,
    CasePerson,
    CasePhoto,
    CasePovertyDimension,
    CaseReference,
    CaseResult,
    CaseSDG,
    CaseSite,
    CaseTag,
    CaseTargetGroup,
    CaseTheme,
)
from .sharing import CoAuthor, DraftComment, DraftLink, Submission

__all__ = [
    "CaseAdaptedFrom",
    "CaseCondition",
    "CaseCost",
    "CaseIndexPage",
    "CaseOrganisation",
    "CasePage",
    "CasePerson",
    "CasePhoto",
    "CasePovertyDimension",
    "CaseReference",
    "CaseResult",
    "CaseSDG",
    "CaseShardPage",
    "CaseSite",
    "CaseTag",
    "CaseTargetGroup",
    "CaseTheme",
    "CoAuthor",
    "CollectionEntry",
    "CollectionIndexPage",
    "CollectionPage",
    "CollectionSectionPage",
    "CollectionTag",
    "DraftComment",
    "DraftLink",
    "PhotographPiece",
    "SentPhotograph",
    "Submission",
]
