"""HTML, such as saved pages: words and their order stay, written anew tag by tag from a list; nothing is fetched or run.

Scripts, hidden fields, comments, addresses of pictures and styles elsewhere, and what is embedded go.
Source: HTML Living Standard, section 13.2 (read more simply: what is written here has no two readings).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.htmltext import without_hidden_html
from intake.clean.document.invisible import Hidden
from intake.clean.document.svg import CSS_COMMENT, CSS_NO, PICTURE, clean_picture
from intake.clean.document.xml import as_xml_text
from intake.clean.document.xmlrules import small, words
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder
from intake.clean.source import WHOLE_LIMIT, Source

_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:<\?xml[^<>]*\?>[ \t\r\n]*)?<(?:!doctype[ \t\r\n]+html|html|head|body)[ \t\r\n>]",
    re.IGNORECASE,
)
_CHARSET: Final = re.compile(
    "<meta[^<>]*charset[ \t\r\n]*=[ \t\r\n]*[\"']?[ \t\r\n]*([A-Za-z0-9_-]+)", re.IGNORECASE | re.ASCII
)
_NO_ASCII: Final = re.compile("[^\u0000-\u007f]")
_TAG: Final = re.compile("<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_ATTRIBUTE: Final = re.compile(
    "[ \t\r\n\f/]+([^ \t\r\n\f\"'<>/=]+)(?:[ \t\r\n\f]*=[ \t\r\n\f]*(?:\"([^\"]*)\"|'([^']*)'|([^ \t\r\n\f\"'<>=`][^ \t\r\n\f<>]*)))?"
)
_TAG_END: Final = re.compile("[ \t\r\n\f/]*>")
_HEAD: Final = '<!DOCTYPE html><meta charset="utf-8">'

_TAGS: Final = words(
    "html head body div span p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup "
    "col blockquote pre code kbd samp var em strong b i u s small sub sup mark del ins q cite abbr dfn address article "
    "section nav aside header footer main figure figcaption a img center font big tt strike wbr ruby rt rp bdi bdo details "
    "summary label legend fieldset"
)
_INLINE: Final = words(
    "span a b i u s em strong small sub sup mark del ins q cite abbr dfn code kbd samp var font big tt strike wbr ruby rt rp "
    "bdi bdo label img"
)
"""Elements that do not end a line of text, for what its writing needs."""
_RAW: Final = words("script style textarea title iframe noembed noframes xmp plaintext")
_GONE: Final = words("svg math object applet audio video canvas template select map frameset datalist")
_ATTRIBUTES: Final = words(
    "id class style href src alt colspan rowspan width height align valign bgcolor color face size dir lang start type value "
    "cellpadding cellspacing border nowrap scope span open reversed"
)
_LINE: Final = -1
_ADDRESS: Final = re.compile("(?:https?://|mailto:|tel:|#)", re.IGNORECASE | re.ASCII)
_PART: Final = re.compile("cid:[A-Za-z0-9!#$*+./=?^_{|}~@-]+")
_META: Final = {
    **dict.fromkeys(("author", "dc.creator", "creator", "owner", "twitter:creator", "article:author"), "person"),
    **dict.fromkeys(("generator", "application-name"), "software"),
    **dict.fromkeys(("date", "created", "changed", "article:published_time", "article:modified_time"), "time"),
    **dict.fromkeys(("description", "keywords", "og:title", "og:description", "og:url"), "text"),
}


def is_html(head: bytes) -> bool:
    """Whether a file begins like a page."""
    return _START.match(head) is not None


def clean_html(source: Source) -> Cleaned:
    """Plan a page without scripts, comments, hidden fields, and what it would fetch.

    Raises: BrokenFileError.  TooComplexError: among others, for other encodings than UTF-8.
    """
    if source.size > WHOLE_LIMIT:
        raise TooComplexError
    data = source.read(0, source.size)
    text = as_xml_text(data)
    charset = _CHARSET.search(text[:4096])
    if charset and small(charset[1]) not in ("utf-8", "utf8") and _NO_ASCII.search(text):
        raise TooComplexError
    findings, hidden = Findings(), Hidden()
    cleaned = (_HEAD + clean_page(text, findings, hidden)).encode()
    hidden.tell(findings)
    plan = PlanBuilder(source.size)
    if cleaned == data:
        plan.range(0, source.size)
    else:
        plan.literal(cleaned)
    return Cleaned("html", "html", "text/html", plan.build(), findings.listed())


def part_id(old: str, ids: dict[str, str]) -> str:
    """The new id of a mail's part: those that programs draw tell when they were drawn."""
    return ids.setdefault(old, f"{len(ids) + 1}@part")


def clean_page(text: str, findings: Findings, hidden: Hidden, ids: dict[str, str] | None = None) -> str:
    """A page's text without what does not stay; what hides between its letters is noted in `hidden`.

    Args:   ids: in a mail, the new ids of its parts by their old ones, which is added to.
    Raises: BrokenFileError.  TooComplexError.
    """
    first = _Page(text, Findings(), Hidden(), {}, ids)
    first.cleaned()
    pictures = {address: clean_picture(address, findings) for address in first.addresses}
    return _Page(text, findings, hidden, pictures, ids).cleaned()


class _Page:
    """One pass over a page; `addresses` collects the pictures that are written into it."""

    def __init__(
        self,
        text: str,
        findings: Findings,
        hidden: Hidden,
        pictures: Mapping[str, str],
        ids: dict[str, str] | None,
    ) -> None:
        self.addresses: dict[str, None] = {}
        self._text = text
        self._findings = findings
        self._pictures = pictures
        self._out: list[str] = []
        self._hidden = hidden
        self._ids = ids
        self._flow: list[int] = []  # where in what is written texts are, and _LINE where a line of text ends
        self._gone = ""  # the element that goes with all that is inside, and how many of its kind are open
        self._depth = 0

    def cleaned(self) -> str:
        text, at = self._text, 0
        while True:
            start = text.find("<", at)
            self._write_text(text[at : start if start >= 0 else len(text)])
            if start < 0:
                break
            at = self._markup(start)
        if self._gone:
            raise BrokenFileError
        shown = ["\n" if at == _LINE else self._out[at] for at in self._flow]
        for at, kept in zip(self._flow, without_hidden_html(shown, self._hidden), strict=True):
            if at != _LINE:
                self._out[at] = kept
        return "".join(self._out)

    def _write(self, shown: str) -> None:
        if not self._gone:
            self._out.append(shown)

    def _write_text(self, shown: str) -> None:
        """Write text; what stands on both sides of something that goes is one text."""
        if self._gone or not shown:
            return
        if self._flow and self._flow[-1] == len(self._out) - 1:
            self._out[-1] += shown
        else:
            self._flow.append(len(self._out))
            self._out.append(shown)

    def _line(self, name: str) -> None:
        if not self._gone and name not in _INLINE:
            self._flow.append(_LINE)

    def _markup(self, at: int) -> int:
        """Take what begins with < at `at`. Returns: where it ends."""
        text = self._text
        if text.startswith("<!--", at):
            end = self._find("-->", at + 4)
            self._findings.add("text", text[at + 4 : end])
            return end + 3
        if text[at + 1 : at + 2] in ("!", "?"):
            return self._find(">", at) + 1
        tag = _TAG.match(text, at)
        if not tag:
            self._write_text("&lt;")
            return at + 1
        name, at = small(tag[2]), tag.end()
        attributes: dict[str, str] = {}
        while match := _ATTRIBUTE.match(text, at):
            value = next((part for part in match.groups()[1:] if part is not None), "")
            attributes.setdefault(small(match[1]), value)
            at = match.end()
        tag_end = _TAG_END.match(text, at)
        if not tag_end:
            raise TooComplexError
        if tag[1]:
            self._close(name)
        elif name in _RAW:
            return self._raw(name, tag_end.end())
        else:
            self._open(name, attributes, closed=tag_end[0].endswith("/>"))
        return tag_end.end()

    def _find(self, mark: str, at: int) -> int:
        found = self._text.find(mark, at)
        if found < 0:
            raise BrokenFileError
        return found

    def _raw(self, name: str, at: int) -> int:
        """Leave out an element whose content is no mark-up; style sheets stay if they lead nowhere."""
        close = re.compile(f"</{name}[ \t\r\n\f/]*>", re.IGNORECASE | re.ASCII).search(self._text, at)
        if not close:
            raise BrokenFileError
        (inside,) = self._hidden.taken_from([self._text[at : close.start()]])
        css = CSS_COMMENT.sub("", inside)
        if name == "style" and not CSS_NO.search(css) and "<" not in css:
            if css != inside:
                self._findings.add("text")
            self._write(f"<style>{css}</style>")
        else:
            self._findings.add("text" if name == "title" else "hidden-data", inside if name == "title" else "")
        return close.end()

    def _open(self, name: str, attributes: dict[str, str], *, closed: bool) -> None:
        if self._gone:
            self._depth += name == self._gone and not closed
        elif name in _GONE:
            self._findings.add("hidden-data")
            if not closed:
                self._gone, self._depth = name, 1
        elif name in _TAGS:
            self._write(f"<{name}{self._shown(name, attributes)}>")
            self._line(name)
        elif name == "meta":
            kind = _META.get(small(attributes.get("name") or attributes.get("property", "")))
            if kind:
                self._findings.add(kind, attributes.get("content", ""))
        elif name in ("link", "base", "input", "embed", "frame", "source", "track"):
            self._findings.add("hidden-data", attributes.get("value", ""))

    def _close(self, name: str) -> None:
        if self._gone:
            self._depth -= name == self._gone
            if not self._depth:
                self._gone = ""
        elif name in _TAGS:
            self._write(f"</{name}>")
            self._line(name)

    def _shown(self, name: str, attributes: dict[str, str]) -> str:
        shown = ""
        for key, value in attributes.items():
            (shown_value,) = without_hidden_html([value], self._hidden, attribute=True) if key != "src" else (value,)
            kept = self._kept(name, key, shown_value)
            if kept is None:
                self._findings.add("hidden-data")
            else:
                quoted = kept.replace('"', "&quot;").replace("<", "&lt;")
                shown += f' {key}="{quoted}"'
        return shown

    def _kept(self, name: str, key: str, value: str) -> str | None:
        """What stays of an attribute's value, or None."""
        if key not in _ATTRIBUTES:
            return None
        if key == "href":
            return value if name == "a" and _ADDRESS.match(value) else None
        if key == "src":
            if name == "img" and self._ids is not None and _PART.fullmatch(value):
                return "cid:" + part_id(value[4:], self._ids)
            if name != "img" or not PICTURE.fullmatch(value):
                return None
            self.addresses[value] = None
            return self._pictures.get(value, "")
        if key == "style":
            parts = value.split(";")
            kept = [part for part in parts if "&" not in part and not CSS_NO.search(part)]
            if len(kept) < len(parts):
                self._findings.add("hidden-data")
            return ";".join(kept)
        return value
