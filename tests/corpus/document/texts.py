"""Make texts: what several writings need of characters that do not show, and what watermarks put between letters."""

from __future__ import annotations

from tests.corpus.document.making import CANARY, FILES

NEEDED = (
    "हिन्दी: क्\u200dष, शुक्रिया\n"  # a joiner after a virama
    "فارسی: می\u200cخواهم، نامه\u200cها\n"  # non-joiners
    "اردو: \u200f(2024) ہے\n"  # a mark of direction in a line that runs to the left
    "👨\u200d👩\u200d👧 👩🏽\u200d🚀 ❤\ufe0f 1\ufe0f\u20e3 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f\n"
    "ภาษา\u200bไทย  葛\U000e0100城\n"
)


def hidden(text: str) -> str:
    """A word spelled in tag characters, as watermarks of large models and of leaks do."""
    return "".join(chr(0xE0000 + ord(letter)) for letter in text)


def make() -> None:
    """Texts in both encodings, with and without what hides."""
    watermarked = (
        "The pay\u200bments of\u2060 March\u200d were\u00ad made\ufe01 twice\u202e.\u2064\n" + hidden(CANARY) + "\n"
    )
    (FILES / "plain.txt").write_text(NEEDED)
    (FILES / "watermarked.txt").write_text(NEEDED + watermarked)
    (FILES / "windows.txt").write_bytes(b"\xff\xfe" + ("To\tAmount\r\n" + watermarked).encode("utf-16-le"))
    (FILES / "marked.csv").write_bytes(b"\xef\xbb\xbf" + ("To,Amount\r\nNorth,120\r\n" + hidden(CANARY)).encode())
    (FILES / "binary.log").write_bytes(b"a line\n" * 200 + b"\0" + CANARY.encode())
