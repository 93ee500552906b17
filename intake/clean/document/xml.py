"""XML, read strictly and written anew in one form: no comments, no instructions, nothing in namespaces we do not know.

In texts and attributes nothing hides between the letters that their writing does not need.
There are no entities but the five of XML and numbers, and no document types, so nothing expands.
Source: XML 1.0 (fifth edition); Namespaces in XML 1.0.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.document.invisible import Hidden, may_hide, spelled_out
from intake.clean.document.xmlrules import DROP, KEEP, UNWRAP, Attribute, XmlRules
from intake.clean.errors import BrokenFileError, TooComplexError

MAX_DEPTH: Final = 256
MAX_PREFIXES: Final = 200
_LINE: Final = -1
_XMLNS: Final = "xmlns"
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?"
_OPEN: Final = re.compile(f"<({_NAME})")
_CLOSE: Final = re.compile(f"</({_NAME})[ \t\r\n]*>")
_ATTRIBUTE: Final = re.compile(f"[ \t\r\n]+({_NAME})[ \t\r\n]*=[ \t\r\n]*(?:\"([^\"<]*)\"|'([^'<]*)')")
_TAG_END: Final = re.compile("[ \t\r\n]*(/?)>")
_ENTITY: Final = re.compile("&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|(amp|lt|gt|quot|apos);)?")
_FIVE: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_BLANK: Final = re.compile("[ \t\r\n]*")
_NO_XML: Final = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]")
_PREFIX: Final = re.compile("[A-Za-z][A-Za-z0-9_]{0,15}")
_ENCODING: Final = re.compile("[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*[\"'](?![uU][tT][fF]-8[\"'])")
_XML_ATTRIBUTES: Final = ("xml:space", "xml:lang", "xml:id")
HEADER: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def clean_xml(untrusted: bytes, rules: XmlRules, header: str = HEADER) -> bytes:
    """An XML document without what `rules` take out.

    Raises: BrokenFileError: it is not well-formed.  TooComplexError: it is in another encoding than UTF-8, has a
            document type, is nested too deep, or has a root that we do not know.
    """
    text = as_xml_text(untrusted)
    return (header + _Cleaner(spelled_out(text) if rules.spelled else text, rules).cleaned()).encode()


def as_xml_text(untrusted: bytes) -> str:
    """UTF-8 without its mark. Raises: TooComplexError for UTF-16; BrokenFileError for what is neither."""
    if untrusted[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TooComplexError
    try:
        text = untrusted.decode()
    except UnicodeDecodeError:
        raise BrokenFileError from None
    if _NO_XML.search(text):
        raise BrokenFileError
    return text.removeprefix("\ufeff")


def unescaped(text: str) -> str:
    """Text with its references resolved. Raises: BrokenFileError: a reference is none of ours."""
    return _ENTITY.sub(_resolved, text) if "&" in text else text


def _resolved(match: re.Match[str]) -> str:
    if match[3]:
        return _FIVE[match[3]]
    if not match[1] and not match[2]:
        raise BrokenFileError
    code = int(match[1], 16) if match[1] else int(match[2])
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or _NO_XML.match(chr(code)):
        raise BrokenFileError
    return chr(code)


def escaped(text: str) -> str:
    """Text as it can stand in an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Text as it can stand in an attribute, in its quotation marks."""
    text = escaped(text).replace('"', "&quot;")
    return '"' + text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;") + '"'


class _Cleaner:
    """One pass over the document. The stack holds for each open element: name, key, decision, prefixes before it."""

    def __init__(self, text: str, rules: XmlRules) -> None:
        self._text = text
        self._rules = rules
        self._out: list[str] = []
        self._stack: list[tuple[str, str, str, dict[str, str]]] = []
        self._prefixes: dict[str, str] = {}
        self._silent = 0  # how many open elements are inside one that goes, or are it
        self._root = False
        self._hidden = Hidden()
        self._hides = may_hide(text) or "&#" in text
        self._flow: list[int] = []  # where in what is written texts are, and _LINE where a line of text ends

    def cleaned(self) -> str:
        text, at = self._text, 0
        if text.startswith("<?xml") and _ENCODING.search(text, 5, max(text.find("?>"), 5)):
            raise TooComplexError
        while True:
            start = text.find("<", at)
            self._characters(text[at : start if start >= 0 else len(text)])
            if start < 0:
                break
            at = self._markup(start)
        if self._stack or not self._root:
            raise BrokenFileError
        self._take_hidden()
        return "".join(self._out)

    def _take_hidden(self) -> None:
        """Take hidden characters out of the texts that stay, each line of them seen as one."""
        before = ["\n" if at == _LINE else unescaped(self._out[at]) for at in self._flow]
        after = self._hidden.taken_from(before)
        for at, was, shown in zip(self._flow, before, after, strict=True):
            if shown != was:
                self._out[at] = escaped(shown)
        self._hidden.tell(self._rules.findings)

    def _without_hidden(self, text: str) -> str:
        return self._hidden.taken_from([text])[0] if self._hides else text

    def _line(self, key: str) -> None:
        if self._hides and not self._silent and key in self._rules.lines:
            self._flow.append(_LINE)

    def _markup(self, at: int) -> int:
        """Take the tag or the like at `at`. Returns: where it ends."""
        text = self._text
        follows = text[at + 1 : at + 2]
        if follows == "/":
            return self._close(at)
        if follows == "?":
            end = self._find("?>", at + 2)
            if at or text[2:5] != "xml":
                self._rules.findings.add("hidden-data", text[at + 2 : end])
            return end + 2
        if follows != "!":
            return self._open(at)
        if text.startswith("<!--", at):
            end = self._find("-->", at + 4)
            self._rules.findings.add("text", text[at + 4 : end])
            return end + 3
        if text.startswith("<![CDATA[", at) and self._stack:
            end = self._find("]]>", at + 9)
            self._characters(escaped(text[at + 9 : end]))
            return end + 3
        raise TooComplexError

    def _find(self, mark: str, at: int) -> int:
        found = self._text.find(mark, at)
        if found < 0:
            raise BrokenFileError
        return found

    def _characters(self, raw: str) -> None:
        if not raw:
            return
        if not self._stack:
            if not _BLANK.fullmatch(raw):
                raise BrokenFileError
            return
        text = unescaped(raw)
        _, key, decision, _ = self._stack[-1]
        told = key in self._rules.texts and (not self._silent or (self._silent == 1 and decision[0] == "="))
        kept = self._rules.text(key, self._without_hidden(text)) if told else ""
        if not self._silent:
            if self._hides and not told:
                self._flow.append(len(self._out))
            self._out.append(escaped(kept) if told else raw)

    def _close(self, at: int) -> int:
        match = _CLOSE.match(self._text, at)
        if not match or not self._stack:
            raise BrokenFileError
        name, key, decision, prefixes = self._stack.pop()
        if name != match[1]:
            raise BrokenFileError
        self._prefixes = prefixes
        if self._silent:
            self._silent -= 1
        if not self._silent and decision not in (DROP, UNWRAP):
            self._out.append(f"</{name}>")
        self._line(key)
        return match.end()

    def _open(self, at: int) -> int:
        match = _OPEN.match(self._text, at)
        if not match or (self._root and not self._stack):
            raise BrokenFileError
        if len(self._stack) >= MAX_DEPTH:
            raise TooComplexError
        name, at = match[1], match.end()
        raw: dict[str, str] = {}
        while match := _ATTRIBUTE.match(self._text, at):
            if match[1] in raw:
                raise BrokenFileError
            value = match[2] if match[2] is not None else match[3]
            raw[match[1]] = unescaped(re.sub("[\t\r\n]", " ", value))
            at = match.end()
        end = _TAG_END.match(self._text, at)
        if not end:
            raise BrokenFileError
        before = self._prefixes
        declared = self._declare(raw)
        decision, key = self._decide(name, raw, declared)
        self._line(key)
        self._root = True
        written = not self._silent and decision not in (DROP, UNWRAP)
        inside = escaped(decision[1:]) if decision[0] == "=" else ""
        if end[1]:
            self._prefixes = before
            if written:
                self._out.append(f">{inside}</{name}>" if inside else "/>")
            return end.end()
        if written:
            self._out.append(">" + inside)
        self._stack.append((name, key, decision, before))
        # what is inside a replaced element is silent like what is inside one that goes
        if self._silent or decision == DROP or decision[0] == "=":
            self._silent += 1
        return end.end()

    def _declare(self, raw: dict[str, str]) -> list[str]:
        """Take the namespaces that an element declares. Returns: the declarations that stay, as written."""
        declared: list[str] = []
        if not any(name.startswith(_XMLNS) for name in raw):
            return declared
        self._prefixes = dict(self._prefixes)
        for name in [name for name in raw if name == _XMLNS or name.startswith("xmlns:")]:
            uri = raw.pop(name)
            prefix = name[6:]
            if prefix and not _PREFIX.fullmatch(prefix):
                raise TooComplexError
            known = self._rules.namespaces.get(uri, "") if uri else ""
            self._prefixes[prefix] = known
            if len(self._prefixes) > MAX_PREFIXES:
                raise TooComplexError
            if (known and known[0] != "-") or not uri:  # with a hyphen: known only to be told
                declared.append(f" {name}={quoted(uri)}")
        return declared

    def _decide(self, name: str, raw: dict[str, str], declared: list[str]) -> tuple[str, str]:
        """What becomes of an element, and its key; its tag is written if it stays."""
        key = self._key(name, self._prefixes.get("", self._rules.namespaces.get("", "")))
        if self._silent:
            return DROP, key
        if not key:
            if not self._root:
                raise TooComplexError
            self._rules.findings.add("hidden-data")
            return DROP, key
        attributes = []
        for written, value in raw.items():
            known = self._key(written, None) if ":" in written else written
            if known and (not known.startswith("xml:") or known in _XML_ATTRIBUTES):
                attributes.append(Attribute(known, written, self._without_hidden(value)))
        decision = self._rules.element(key, attributes, self._prefixes)
        if (not self._root and decision != KEEP) or (decision == UNWRAP and declared):
            raise TooComplexError
        if decision not in (DROP, UNWRAP):
            shown = "".join(f" {attribute.name}={quoted(attribute.value)}" for attribute in attributes)
            self._out.append(f"<{name}{''.join(declared)}{shown}")
        return decision, key

    def _key(self, name: str, default: str | None) -> str:
        """A name with our prefix, or "" when its namespace is none that we know."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return f"{default}:{name}" if default else ""
        if prefix == "xml":
            return name
        known = self._prefixes.get(prefix)
        if known is None:
            raise BrokenFileError
        return f"{known}:{local}" if known else ""
