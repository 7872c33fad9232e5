"""Line charts drawn on the server as SVG: points, direct labels, source marks; no script, no inline style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.core import cldr

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 16, 44, 34, 30
LABEL_GAP = 13  # height of a line of text in the chart
LETTER = 7  # width that its widest digits take


@dataclass(frozen=True, slots=True)
class Point:
    """One value: `when` is a whole or partial date, `mark` the number of its source."""

    when: str
    value: Decimal
    mark: str = ""

    @property
    def moment(self) -> float:
        """The date as a year with a fraction; the middle of what is not exact."""
        year, month, day = cldr.parse_partial(self.when)
        if month is None:
            return year + 0.5
        return year + (month - 1 + ((day or 15) - 1) / 31) / 12


#: Where a label stands: its left and right ends, and its height.
Taken = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one thing over time, such as one site."""

    label: str
    points: tuple[Point, ...]


def line_chart(series: Sequence[Series], title: str) -> SafeString:
    """An SVG of the series; `title` is read to those who cannot see it (the table below has the values)."""
    points = [point for one in series for point in one.points]
    if not points:
        return SafeString("")
    first, last = min(p.moment for p in points), max(p.moment for p in points)
    low = min(Decimal(0), *(p.value for p in points))
    high = max(Decimal(0), *(p.value for p in points))

    def x(point: Point) -> float:
        share = (point.moment - first) / (last - first) if last > first else 0.5
        return round(LEFT + 12 + share * (WIDTH - LEFT - RIGHT - 12), 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.0
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    base = y(Decimal(0))
    parts = [format_html('<path class="axis" d="M{} {}H{}"/>', LEFT, base, WIDTH - LEFT)]
    parts += _dates(points, x)
    taken: list[Taken] = []
    for index, one in enumerate(series):
        places = sorted((x(point), y(point.value), point) for point in one.points)
        parts.append(_line(index, one.label if len(series) > 1 else "", places, taken))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _dates(points: Sequence[Point], x: Callable[[Point], float]) -> list[SafeString]:
    """The years below the axis, as many as fit."""
    parts: list[SafeString] = []
    free = 0.0
    for place, text in sorted({(x(point), cldr.year(point.when[:4])) for point in points}):
        if place >= free:
            parts.append(
                format_html(
                    '<text class="axis-text" x="{}" y="{}" text-anchor="middle">{}</text>',
                    place,
                    HEIGHT - 10,
                    text,
                )
            )
            free = place + 34
    return parts


def _line(index: int, label: str, places: list, taken: list[Taken]) -> SafeString:
    path = "".join(f"{'L' if i else 'M'}{x} {y}" for i, (x, y, _) in enumerate(places))
    dots = format_html_join(
        "", '<circle cx="{}" cy="{}" r="4" fill="currentColor"/>', ((x, y) for x, y, _ in places)
    )
    labels = []
    for number, (x, y, point) in enumerate(places):
        text = cldr.compact(point.value) or cldr.number(point.value)
        mark = f" [{point.mark}]" if point.mark else ""
        wide = LETTER * len(text + mark)
        # Beside the next stretch of the line, which most often rises; within the picture.
        if number:
            anchor, at = "end", max(x + 8, wide)
            left, right = at - wide, at
        else:
            anchor, at = "start", max(min(x - 8, WIDTH - wide), 0)
            left, right = at, at + wide
        labels.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="{}">{}{}</text>',
                at,
                _free(left, right, y - 9, taken),
                anchor,
                text,
                format_html("<tspan>{}</tspan>", mark) if mark else "",
            )
        )
    if label:
        x, y, _ = places[-1]
        end = min(x + 30, WIDTH - 2)
        height = _free(end - LETTER * len(label), end, y - 9 - LABEL_GAP, taken)
        labels.append(
            format_html(
                '<text class="name" x="{}" y="{}" text-anchor="end">{}</text>',
                end,
                height,
                label,
            )
        )
    return format_html(
        '<g class="line-{}"><path d="{}" fill="none" stroke="currentColor" stroke-width="2"/>{}{}</g>',
        index % 4,
        path,
        dots,
        format_html_join("", "{}", ((text,) for text in labels)),
    )


def _free(left: float, right: float, y: float, taken: list[Taken]) -> float:
    """A height for a label near `y` that covers no other label, above the point if possible; remembers it."""
    above = [y - LABEL_GAP * i for i in range(20)]
    below = [y + 14 + LABEL_GAP * i for i in range(1, 20)]
    for place in [*(place for place in above if place >= LABEL_GAP - 2), *below]:
        if not any(
            left < end and start < right and abs(place - top) < LABEL_GAP for start, end, top in taken
        ):
            break
    taken.append((left, right, place))
    return round(place, 1)


def steady(points: Sequence[Point]) -> bool:
    """Whether there are values of three or more dates, so that a line says more than a table."""
    return len({point.when for point in points}) >= 3 and all(
        a.moment <= b.moment for a, b in pairwise(points)
    )
