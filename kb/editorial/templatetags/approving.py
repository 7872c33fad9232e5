"""Names, in a form of approval, the revision that the approver is shown."""

from django import template

from ..models import seen

register = template.Library()
register.filter("seen", seen)
