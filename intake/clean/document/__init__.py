"""Documents and archives."""

from __future__ import annotations

from typing import Final

from intake.clean.document.html import clean_html, is_html
from intake.clean.document.mail import clean_mail, is_mail
from intake.clean.document.package import clean_package, is_package
from intake.clean.document.pdf import clean_pdf
from intake.clean.document.svg import clean_svg, is_svg
from intake.clean.document.text import clean_text, is_text
from intake.clean.family import Family

DOCUMENTS: Final[tuple[Family, ...]] = (
    Family("zip", is_package, clean_package),
    Family("pdf", lambda head: head.startswith(b"%PDF-"), clean_pdf),
    Family("html", is_html, clean_html),
    Family("svg", is_svg, clean_svg),
    Family("eml", is_mail, clean_mail),
    Family("txt", is_text, clean_text),
)
