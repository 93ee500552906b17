"""A table and a plot of figures, for docs/bench: Markdown and SVG, written by hand so that nothing has to be installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

BAR, GAP, LEFT, WIDTH, ROOM = 22, 8, 330, 420, 90


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def bars(title: str, unit: str, values: Mapping[str, float], ours: Sequence[str]) -> str:
    """Horizontal bars on one linear scale; those of ``ours`` are dark."""
    most = max(values.values())
    height = 40 + len(values) * (BAR + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + ROOM}" height="{height}" role="img">',
        "<style>text { font: 13px sans-serif }</style>",
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="8" y="22" font-weight="bold">{escape(title)}, {escape(unit)}</text>',
    ]
    for index, (name, value) in enumerate(values.items()):
        top, long = 36 + index * (BAR + GAP), max(1, round(WIDTH * value / most))
        colour = "#1b4d7a" if name in ours else "#b8c4cf"
        parts += [
            f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{long}" height="{BAR}" fill="{colour}"/>',
            f'<text x="{LEFT + long + 6}" y="{top + 15}">{value:,.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"
