"""What a format decides about its XML: which namespaces it knows, and what becomes of each element and text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, Protocol

from intake.clean.finding import Findings

KEEP: Final = "keep"
DROP: Final = "drop"  # with all that is inside
UNWRAP: Final = "unwrap"  # without its tags


def replaced(text: str) -> str:
    """The decision that an element stays with this text as all that is inside."""
    return "=" + text


def words(listed: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(listed.split())


def small(text: str) -> str:
    """Text with the 26 letters made small, and no others."""
    return re.sub("[A-Z]+", lambda letters: letters[0].lower(), text)


class Attribute:
    """One attribute: `key` has our own prefix for its namespace ("w:author"), or none."""

    __slots__ = ("key", "name", "value")

    def __init__(self, key: str, name: str, value: str) -> None:
        self.key = key
        self.name = name
        self.value = value


class XmlRules(Protocol):
    """One format's decisions."""

    findings: Findings
    namespaces: Mapping[str, str]  # URI to our prefix for it; elements and attributes of others go
    texts: Collection[str]  # elements whose text is asked about
    spelled: bool  # whether characters may be spelled as Excel does, `_x200B_`
    lines: Collection[str]  # elements before and behind which a line of text ends, for what its writing needs

    def element(self, key: str, attributes: list[Attribute], prefixes: Mapping[str, str]) -> str:
        """Decide about an element, and change its attributes in place.

        Args:    key: for example "w:comment".  prefixes: what the document's own prefixes mean here, "" if unknown.
        Returns: KEEP, DROP, UNWRAP or `replaced(...)`.
        """
        ...

    def text(self, key: str, text: str) -> str:
        """What stays of a text directly inside an element of `texts`; of one that is replaced, this is only told."""
        ...


def taken(attributes: list[Attribute], key: str) -> str | None:
    """Take an attribute away. Returns: its value, or None when it is not there."""
    for at, attribute in enumerate(attributes):
        if attribute.key == key:
            del attributes[at]
            return attribute.value
    return None


def value_of(attributes: list[Attribute], key: str) -> str:
    """An attribute's value, or "" when it is not there."""
    for attribute in attributes:
        if attribute.key == key:
            return attribute.value
    return ""
