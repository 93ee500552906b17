"""Sounds: MP3, AAC, FLAC, Ogg (also with a film in it), WAV, AIFF, AMR. M4A is a film's container: see intake/clean/film/."""

from __future__ import annotations

from typing import Final

from intake.clean.family import Family
from intake.clean.sound.aiff import clean_aiff, is_aiff
from intake.clean.sound.amr import NARROW, WIDE, clean_amr
from intake.clean.sound.flac import clean_flac
from intake.clean.sound.mpeg import clean_adts, clean_mpeg
from intake.clean.sound.mpegheader import is_adts, mpeg_length
from intake.clean.sound.ogg import clean_ogg
from intake.clean.sound.riff import clean_wav, is_wav
from intake.clean.sound.tagged import clean_tagged

SOUNDS: Final[tuple[Family, ...]] = (
    Family("tagged", lambda head: head.startswith((b"ID3", b"APETAGEX")), clean_tagged),
    Family("flac", lambda head: head.startswith(b"fLaC"), clean_flac),
    Family("ogg", lambda head: head.startswith(b"OggS"), clean_ogg),
    Family("wav", is_wav, clean_wav),
    Family("aiff", is_aiff, clean_aiff),
    Family("amr", lambda head: head.startswith((NARROW, WIDE)), clean_amr),
    Family("aac", is_adts, clean_adts),
    Family("mpeg", lambda head: mpeg_length(head[:4]) > 0, clean_mpeg),
)
