"""ID3 tags, versions 1 and 2: how long they are, and what they tell. Read, never kept.

Source: id3.org, "ID3v1", "ID3 tag version 2.2.0", "2.3.0" and "2.4.0" (structure, native frames).
"""

from __future__ import annotations

from typing import Final

from intake.clean.finding import Findings, as_text
from intake.clean.tagnames import Teller

HEAD: Final = 10  # bytes of a tag's header, and of its footer
_MAX_FRAMES: Final = 500
_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_LATIN, _UTF16, _UTF16_BE = 0, 1, 2
_KINDS: Final = {
    name: kind
    for kind, names in {
        "time": b"TYER TDAT TIME TDRC TDOR TDEN TDTG TDRL TORY TRDA TYE TDA TIM TRD TOR",
        "person": b"TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOPE TOLY TOWN TCOP TPUB TPRO TP1 TP2 TP3 TP4 TCM TXT TOA TOL TCR TPB",
        "software": b"TSSE TENC TSS TEN",
    }.items()
    for name in names.split()
}
_NAMED: Final = frozenset({b"TXXX", b"TXX"})  # a name, then a value
_TEXTS: Final = frozenset({b"COMM", b"USLT", b"COM", b"ULT"})  # a language and a headline before the text
_PICTURES: Final = frozenset({b"APIC", b"PIC"})
_PERSONS: Final = frozenset({b"POPM", b"OWNE", b"POP"})
_LENGTHS: Final = frozenset({b"TLEN", b"TLE"})  # what the sound says itself


def synchsafe(four: bytes) -> int:
    """A number of 28 bits in four bytes; -1 when a top bit is set."""
    if any(byte > 0x7F for byte in four):
        return -1
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]


def id3_length(head: bytes, magic: bytes = b"ID3") -> int:
    """How many bytes a tag has, by its header or (with the magic "3DI") its footer of 10 bytes; 0: this is none."""
    size = synchsafe(head[6:10]) if len(head) >= HEAD else -1
    if size < 0 or head[:3] != magic or head[3] == 0xFF or head[4] == 0xFF:
        return 0
    return HEAD + size + (HEAD if head[5] & _FOOTER and head[3] >= 4 else 0)


def read_id3(tag: bytes, findings: Findings) -> None:
    """Note what a whole ID3v2 tag tells; hidden data, where nothing in it is understood."""
    version, flags = tag[3], tag[5]
    body = tag[HEAD:]
    if flags & _UNSYNCHRONISED and version < 4:
        body = body.replace(b"\xff\0", b"\xff")
    at = 0
    if flags & _EXTENDED and version >= 3 and len(body) >= 4:
        at = max(synchsafe(body[:4]), 0) if version >= 4 else 4 + int.from_bytes(body[:4], "big")
    name_size, head = (3, 6) if version == 2 else (4, 10)
    teller = Teller(findings)
    for _ in range(_MAX_FRAMES):
        name = body[at : at + name_size]
        if at + head > len(body) or not name.strip(b"\0"):
            break
        sized = body[at + name_size : at + 2 * name_size]
        size = synchsafe(sized) if version >= 4 else int.from_bytes(sized, "big")
        if size < 0 or at + head + size > len(body):
            findings.add("hidden-data")
            break
        _frame(name, body[at + head : at + head + size], teller, findings)
        at += head + size
    teller.finish()


def _frame(name: bytes, body: bytes, teller: Teller, findings: Findings) -> None:
    if name in _PICTURES:
        findings.add("thumbnail")
    elif name in _NAMED:
        key, value = _two(body[:1], body[1:])
        teller.tell(key, value)
    elif name in _TEXTS:
        findings.add("text", _two(body[:1], body[4:])[1])
    elif name in _PERSONS:
        findings.add("person", as_text(body))
    elif name[:1] == b"T" and name not in _LENGTHS:
        findings.add(_KINDS.get(name, "text"), _two(body[:1], body[1:])[0])
    elif name[:1] == b"W":
        findings.add("text", _two(body[:1], body[1:])[1] if name[:3] == b"WXX" else as_text(body))
    elif name not in _LENGTHS:
        findings.add("hidden-data")


def _two(encoding: bytes, body: bytes) -> tuple[str, str]:
    """The two texts that a zero parts."""
    kind = encoding[0] if encoding else 0
    if kind not in (_UTF16, _UTF16_BE):
        first, _, second = body.partition(b"\0")
        second = second.split(b"\0", 1)[0]
        if kind == _LATIN:
            return first.decode("latin-1"), second.decode("latin-1")
        return first.decode("utf-8", "replace"), second.decode("utf-8", "replace")
    first, rest = _wide(body)
    return _utf16(kind, first), _utf16(kind, _wide(rest)[0])


def _wide(body: bytes) -> tuple[bytes, bytes]:
    """What stands before a zero of two bytes, and what behind it."""
    for at in range(0, len(body) - 1, 2):
        if body[at] == 0 and body[at + 1] == 0:
            return body[:at], body[at + 2 :]
    return body, b""


def _utf16(kind: int, text: bytes) -> str:
    little = kind == _UTF16 and not text.startswith(b"\xfe\xff")
    text = text.removeprefix(b"\xff\xfe" if little else b"\xfe\xff")
    return text.decode("utf-16-le" if little else "utf-16-be", "replace")


def read_id3v1(tag: bytes, findings: Findings) -> None:
    """Note what the 128 bytes of an ID3v1 tag tell."""
    for kind, start, end in (
        ("text", 3, 33),
        ("person", 33, 63),
        ("text", 63, 93),
        ("time", 93, 97),
        ("text", 97, 127),
    ):
        said = tag[start:end].split(b"\0", 1)[0].decode("latin-1").strip(" ")
        if said:
            findings.add(kind, said)
