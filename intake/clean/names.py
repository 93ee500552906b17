"""Neutral file names: a running number and what sort of file it is, nothing of the old name."""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned

_WORDS: Final = {
    "image": "photo",
    "video": "video",
    "audio": "sound",
    "application": "document",
    "text": "document",
    "message": "document",
}

EXTENSIONS: Final = frozenset(
    (
        *("7z", "aac", "aif", "aiff", "amr", "avi", "avif", "awb", "bmp", "csv", "doc", "docm", "docx", "eml", "epub"),
        *("flac", "gif", "gz", "heic", "heif", "htm", "html", "jpeg", "jpg", "json", "key", "log", "m4a", "m4v", "md"),
        *("mka", "mkv", "mov", "mp2", "mp3", "mp4", "mpeg", "mpg", "msg", "numbers", "odg", "odp", "ods", "odt", "oga"),
        *("ogg", "ogv", "opus", "pages", "pdf", "png", "ppt", "pptx", "rar", "rtf", "svg", "tar", "tif", "tiff", "txt"),
        *("wav", "webm", "webp", "wma", "wmv", "xls", "xlsm", "xlsx", "xml", "xz", "zip", "3gp"),
    )
)
"""Extensions that an uncleaned file may keep: common enough to say nothing but how to open it."""


def neutral_name(index: int, cleaned: Cleaned | None, original_name: str) -> str:
    """The name under which a file travels.

    Args:    index: its running number in the tip, from 1.  cleaned: what the cleaner gave, or None for a file that goes
             as it is.  original_name: as the device called it; at most its extension is used, and only if it is common.
    Returns: "photo-1.jpg", "video-2.mp4", "sound-3.m4a", "document-4.pdf"; "file-4.docx" or "file-5" for a file that goes as it is.
    """
    if cleaned is not None:
        return f"{_WORDS[cleaned.media_type.split('/')[0]]}-{index}.{cleaned.extension}"
    extension = original_name.rpartition(".")[2].lower() if "." in original_name else ""
    return f"file-{index}.{extension}" if extension in EXTENSIONS else f"file-{index}"
