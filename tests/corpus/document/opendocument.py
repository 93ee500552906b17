"""Make OpenDocument files: written by LibreOffice from the Office files, then given what it writes on people's machines."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.corpus.document.making import CANARY, FILES, TEXT, converted, reworked

_META = (
    f"<meta:user-defined meta:name='{CANARY}'>{TEXT}</meta:user-defined><meta:printed-by>{TEXT}</meta:printed-by>"
    f"<meta:generator>{CANARY}Office</meta:generator>"
)
_PRINTER = f'<config:config-item config:name="PrinterName" config:type="string">{CANARY} Laser</config:config-item>'


def _content(text: str) -> str:
    """A field of the author's, a link to a file, an id of a save, a picture's old name, and a namespace of its own."""
    own = (
        f'<text:p><text:author-name text:fixed="true">somebody</text:author-name> <text:a xlink:type="simple" '
        f'xlink:href="../../{CANARY}/plan.odt">a link</text:a><x:own xmlns:x="urn:{CANARY}" x:a="{TEXT}"/></text:p>'
    )
    text = re.sub(
        r"(</text:sequence-decls>|<office:text[^>]*>)(?!.*</text:sequence-decls>)",
        r"\1" + own,
        text,
        count=1,
        flags=re.DOTALL,
    )
    text = text.replace("<style:text-properties ", '<style:text-properties officeooo:rsid="00ca7a11" ', 1)
    return (
        text.replace("<draw:frame ", f'<draw:frame draw:name="{CANARY}.jpg" ', 1)
        if "draw:name=" not in text
        else (re.sub('draw:name="[^"]*"', f'draw:name="{CANARY}.jpg"', text, count=1))
    )


def _listed(name: str) -> dict[str, Callable[[str], str]]:
    """A manifest that has one part more: LibreOffice opens no document with a part that is not listed."""
    entry = f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
    return {"META-INF/manifest.xml": lambda text: text.replace("</manifest:manifest>", entry + "</manifest:manifest>")}


def make() -> None:
    """A text with comments and changes, a workbook with a chart, a presentation; one with a macro; one encrypted."""
    text = converted(FILES / "word.docx", "odt", FILES)
    text = text.rename(FILES / "text.odt")
    changes = {
        "meta.xml": lambda text: text.replace("</office:meta>", _META + "</office:meta>"),
        "settings.xml": lambda text: text.replace(
            '<config:config-item-set config:name="ooo:configuration-settings">',
            '<config:config-item-set config:name="ooo:configuration-settings">' + _PRINTER,
        ),
    }
    reworked(
        text, {**changes, "content.xml": _content, **_listed("Versions/Version1")}, {"Versions/Version1": TEXT.encode()}
    )
    for old, form, new in (("sheet.xlsx", "ods", "book.ods"), ("slides.pptx", "odp", "deck.odp")):
        made = converted(FILES / old, form, FILES).rename(FILES / new)
        reworked(made, changes, {})
    macro = FILES / "macro.odt"
    macro.write_bytes(text.read_bytes())
    reworked(macro, _listed("Basic/Standard/Module1.xml"), {"Basic/Standard/Module1.xml": f"<a>{TEXT}</a>".encode()})
    locked = FILES / "locked.odt"
    locked.write_bytes(text.read_bytes())
    reworked(
        locked,
        {
            "META-INF/manifest.xml": lambda text: re.sub(
                r'(<manifest:file-entry [^>]*full-path="content.xml"[^>]*)/>',
                r'\1><manifest:encryption-data manifest:checksum="-"/></manifest:file-entry>',
                text,
            )
        },
        {},
    )
