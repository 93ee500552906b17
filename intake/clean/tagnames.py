"""What the names of tags mean in Vorbis comments, APE tags, ID3's own fields and Matroska: one list for all.

Source: the Vorbis comment recommendations; RFC 9559 and Matroska's list of tags; the names that recorders and phones use.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.finding import Findings, place
from intake.clean.picture.exif import device_name

_ISO6709: Final = re.compile(r"^([+-][0-9]{1,2}(?:\.[0-9]{1,12})?)([+-][0-9]{1,3}(?:\.[0-9]{1,12})?)")
_SPACES: Final = ("COM.APPLE.QUICKTIME.", "COM.ANDROID.")
_NAMES: Final = {
    "person": "ARTIST ALBUMARTIST ALBUM_ARTIST PERFORMER COMPOSER CONDUCTOR LYRICIST AUTHOR COPYRIGHT CONTACT "
    "ORGANIZATION PUBLISHER PRODUCER DIRECTOR WRITER WRITTEN_BY ENCODED_BY OWNER EMAIL ENGINEER",
    "time": "DATE YEAR CREATION_TIME CREATIONDATE DATE_RECORDED DATE_ENCODED DATE_TAGGED DATE_DIGITIZED DATE_RELEASED "
    "ORIGINALDATE _STATISTICS_WRITING_DATE_UTC",
    "place": "LOCATION RECORDING_LOCATION GEO_LOCATION LOCATION.ISO6709 LOCATION.NAME LOCATION-ENG",
    "software": "ENCODER ENCODER_SETTINGS ENCODER_OPTIONS ENCODING ENCODEDBY SOFTWARE TOOL _STATISTICS_WRITING_APP",
    "thumbnail": "METADATA_BLOCK_PICTURE COVERART COVER_ART_(FRONT) COVER_ART_(BACK)",
    "make": "MAKE MANUFACTURER",
    "model": "MODEL",
    # what a muxer counts about the file itself
    "": "DURATION BPS NUMBER_OF_FRAMES NUMBER_OF_BYTES _STATISTICS_TAGS MAJOR_BRAND MINOR_VERSION COMPATIBLE_BRANDS "
    "COVERARTMIME",
}
_KINDS: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}


def place_of(text: str) -> str:
    """A place in ISO 6709 as two numbers; any other place as it is."""
    numbers = _ISO6709.match(text)
    return place(float(numbers[1]), float(numbers[2])) if numbers else text


class Teller:
    """Turns named tags into findings; call `finish` behind the last."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._device = {"make": "", "model": ""}

    def tell(self, name: str, text: str) -> None:
        """Note one tag; a name that we don't know is a text like any other."""
        key = name.upper().replace(" ", "_")
        for space in _SPACES:
            key = key.removeprefix(space)
        kind = _KINDS.get(key, "text")
        if not kind or not text:
            return
        if kind in self._device:
            self._device[kind] = self._device[kind] or text
        elif kind == "thumbnail":
            self._findings.add(kind)
        else:
            self._findings.add(kind, place_of(text) if kind == "place" else text)

    def finish(self) -> None:
        """Make and model are told as one."""
        name = device_name(self._device["make"], self._device["model"])
        if name:
            self._findings.add("device", name)
