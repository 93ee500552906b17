"""SVG: shapes and letters stay, by a list; scripts, metadata, editors' notes, links and what lies outside go.

Pictures inside are cleaned by their own cleaners.  Source: SVG 2; CSS Syntax 3.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.media import clean_media
from intake.clean.document.officeparts import tell_properties
from intake.clean.document.xml import as_xml_text, clean_xml
from intake.clean.document.xmlrules import DROP, KEEP, UNWRAP, Attribute, taken, words
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder, plan_chunks
from intake.clean.source import WHOLE_LIMIT, BytesSource, Source

_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*<(?![hH][tT][mM][lL]|!(?i:doctype)[ \t\r\n]+(?i:html))")
_ROOT: Final = re.compile(rb"<(?:[a-z]{1,8}:)?svg[ \t\r\n>]")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[ \t\r\n]+svg[^<>\[\]]{0,300}>")
PICTURE: Final = re.compile("data:image/(?:png|jpeg|jpg|gif|webp);base64,([A-Za-z0-9+/ \t\r\n]*={0,2}[ \t\r\n]*)")

_ELEMENTS: Final = words(
    "svg g defs symbol use switch path rect circle ellipse line polyline polygon text tspan textPath image clipPath mask "
    "pattern linearGradient radialGradient stop marker filter style feBlend feColorMatrix feComponentTransfer feComposite "
    "feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG "
    "feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight "
    "feTile feTurbulence"
)
_ATTRIBUTES: Final = words(
    "id class style transform x y x1 x2 y1 y2 z cx cy r rx ry fx fy fr dx dy width height viewBox preserveAspectRatio d "
    "points pathLength rotate textLength lengthAdjust startOffset method spacing side version type media offset "
    "alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters "
    "cursor direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font "
    "font-family font-size font-size-adjust font-stretch font-style font-variant font-weight image-rendering "
    "letter-spacing lighting-color marker-end marker-mid marker-start mask opacity overflow paint-order shape-rendering "
    "stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-anchor text-decoration text-rendering unicode-bidi vector-effect visibility "
    "word-spacing writing-mode mix-blend-mode isolation transform-origin enable-background systemLanguage "
    "clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform gradientUnits "
    "gradientTransform spreadMethod markerUnits markerWidth markerHeight orient refX refY filterUnits primitiveUnits in in2 "
    "result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha "
    "surfaceScale diffuseConstant kernelUnitLength scale xChannelSelector yChannelSelector azimuth elevation stdDeviation "
    "tableValues slope intercept amplitude exponent radius specularConstant specularExponent pointsAtX pointsAtY pointsAtZ "
    "limitingConeAngle baseFrequency numOctaves seed stitchTiles xml:space xml:lang"
)
_NAMESPACES: Final[dict[str, str]] = {
    "http://www.w3.org/2000/svg": "svg",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.inkscape.org/namespaces/inkscape": "-inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd": "-sodipodi",
}
_TOLD: Final = {
    "-inkscape:version": "software",
    "-inkscape:export-filename": "hidden-data",
    "-sodipodi:docname": "text",
    "-sodipodi:absref": "hidden-data",
    "-inkscape:label": "text",
}
_GONE: Final = {"svg:metadata": "hidden-data", "svg:title": "text", "svg:desc": "text"}
CSS_COMMENT: Final = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
CSS_NO: Final = re.compile(
    r"\\|@(?!media)|/\*|expression|javascript|binding|-inkscape-|url\([ \t\r\n]*[\"']?(?!#)", re.IGNORECASE | re.ASCII
)
_OUTSIDE: Final = re.compile(r"url\([ \t\r\n]*[\"']?(?!#)", re.IGNORECASE | re.ASCII)


def is_svg(head: bytes) -> bool:
    """Whether a file begins like a drawing in XML and not like a page that has one."""
    return _START.match(head) is not None and _ROOT.search(head) is not None


def clean_svg(source: Source) -> Cleaned:
    """Plan a drawing without scripts, metadata, and whatever is not drawn.

    Raises: BrokenFileError.  TooComplexError: among others, for entities, and for styles that lead outside.
    """
    if source.size > WHOLE_LIMIT:
        raise TooComplexError
    data = source.read(0, source.size)
    findings = Findings()
    text = _DOCTYPE.sub("", as_xml_text(data), count=1).strip(" \t\r\n").encode()
    first = SvgRules(Findings(), {})
    clean_xml(text, first)
    pictures = {address: clean_picture(address, findings) for address in first.addresses}
    tell_properties(text, findings)
    cleaned = clean_xml(text, SvgRules(findings, pictures))
    plan = PlanBuilder(source.size)
    if cleaned == data:
        plan.range(0, source.size)
    else:
        plan.literal(cleaned)
    return Cleaned("svg", "svg", "image/svg+xml", plan.build(), findings.listed())


def clean_picture(address: str, findings: Findings) -> str:
    """A picture that is written as an address, cleaned. Raises: TooComplexError: it is none that we know."""
    found = PICTURE.fullmatch(address)
    if not found:
        raise TooComplexError
    packed = re.sub("[ \t\r\n]", "", found[1])
    if len(packed) % 4:
        raise BrokenFileError
    source = BytesSource(base64.b64decode(packed))
    media = clean_media(source, findings)
    written = b"".join(plan_chunks(source, media.plan))
    return f"data:{media.media_type};base64,{base64.b64encode(written).decode()}"


class SvgRules:
    """The decisions for a drawing; `addresses` collects the pictures that are written into it."""

    namespaces: Mapping[str, str] = _NAMESPACES
    texts: Collection[str] = ("svg:style",)
    spelled: bool = False
    lines: Collection[str] = ("svg:text",)

    def __init__(self, findings: Findings, pictures: Mapping[str, str]) -> None:
        self.findings = findings
        self.addresses: dict[str, None] = {}
        self._pictures = pictures

    def element(self, key: str, attributes: list[Attribute], prefixes: Mapping[str, str]) -> str:
        """Decide about an element. See `XmlRules`."""
        del prefixes
        if key == "svg:a":
            self.findings.add("hidden-data")
            return UNWRAP
        if key.removeprefix("svg:") not in _ELEMENTS:
            self.findings.add(_GONE.get(key, "software" if key.startswith("-") else "hidden-data"))
            return DROP
        for attribute in tuple(attributes):
            self._attribute(key, attribute, attributes)
        return KEEP

    def _attribute(self, key: str, attribute: Attribute, attributes: list[Attribute]) -> None:
        name, value = attribute.key, attribute.value
        if name in ("href", "xlink:href") and value.startswith("#"):
            return
        if name in ("href", "xlink:href") and key in ("svg:image", "svg:feImage") and value.startswith("data:"):
            self.addresses[value] = None
            attribute.value = self._pictures.get(value, "")
        elif name == "style":
            attribute.value = self._style(value)
        elif name not in _ATTRIBUTES or _OUTSIDE.search(value):
            taken(attributes, name)
            if name in _TOLD or not name.startswith("-"):
                self.findings.add(_TOLD.get(name, "hidden-data"), value)

    def _style(self, css: str) -> str:
        """Declarations without comments, and without those that only an editor reads or that lead outside."""
        shown = self._without_comments(css)
        kept = [part for part in shown.split(";") if not CSS_NO.search(part)]
        if len(kept) != len(shown.split(";")):
            self.findings.add("hidden-data")
        return ";".join(kept)

    def _without_comments(self, css: str) -> str:
        shown = CSS_COMMENT.sub("", css)
        if shown != css:
            self.findings.add("text")
        return shown

    def text(self, key: str, text: str) -> str:
        """A style sheet without comments. Raises: TooComplexError: it leads outside, or hides something."""
        del key
        shown = self._without_comments(text)
        if CSS_NO.search(shown):
            raise TooComplexError
        return shown
