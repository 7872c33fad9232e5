"""Parts of a page that are made once for what they are made of: `{% load remembering %}`."""

from __future__ import annotations

from collections.abc import Container

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString

from search.latest import Latest

register = template.Library()

#: Parts of a page by name, and how many of each are kept: up to some kilobytes each, of facets some tens.
_parts: dict[str, Latest[SafeString]] = {
    "hit": Latest(4_000),
    "picture": Latest(4_000),
    "facts": Latest(4_000),
    "facets": Latest(300),
}


class _Remembered(template.Node):
    def __init__(self, kept: Latest[SafeString], numbers: list[FilterExpression], nodelist: NodeList) -> None:
        self.kept, self.numbers, self.nodelist = kept, numbers, nodelist

    def render(self, context: template.Context) -> SafeString:
        key = tuple(number.resolve(context) for number in self.numbers)
        if not key[0]:
            return self.nodelist.render(context)
        return self.kept.of(key, lambda: self.nodelist.render(context))


@register.tag
def remember(parser: Parser, token: Token) -> _Remembered:
    """`{% remember "hit" card.number card.image.url %} … {% endremember %}`: the part is made once for these values, which say
    all that it depends on, the language of the page among it; each time where the first is 0."""
    _tag, name, *numbers = token.split_contents()
    kept = _parts.get(name.strip('"'))
    if kept is None or not numbers:
        raise template.TemplateSyntaxError(f"remember takes one of {', '.join(_parts)} and its numbers")
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return _Remembered(kept, [parser.compile_filter(number) for number in numbers], nodelist)


@register.filter
def within(value: object, values: Container[object]) -> bool:
    """Whether a value is one of these."""
    return value in values
