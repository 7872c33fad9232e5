from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .models import Term
from .permissions import NeverDeletePolicy
from .views import TermViewSet

register_permission_policy(Term, NeverDeletePolicy(Term))
register_snippet(TermViewSet)
