"""Make the documents of the corpus. See tests/corpus/make.py."""

from __future__ import annotations

from tests.corpus.document import archives, drawings, mails, office, opendocument, pages, texts, watermarks


def make() -> None:
    """All documents, anew."""
    office.word()
    office.sheet()
    office.slides()
    opendocument.make()
    texts.make()
    archives.make()
    mails.make()
    drawings.make()
    pages.make()
    watermarks.make()
