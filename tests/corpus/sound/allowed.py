"""What the judge may name in a cleaned sound, and why. Keys are patterns of exiftool's "group:tag"."""

from __future__ import annotations

import re
from typing import Final

ALLOWED: Final = {
    r"MPEG:(MPEGAudioVersion|AudioLayer|AudioBitrate|SampleRate|ChannelMode|MSStereo|IntensityStereo|Emphasis)": "how to decode",
    r"MPEG:(CopyrightFlag|OriginalMedia)": "two bits in the header of every frame, which stay as they are",
    r"MPEG:VBR(Frames|Bytes|Scale)": "the table to seek by; the scale is zero",
    r"MPEG:Encoder": "'LAME' for all: players take the samples to leave out from no other (test below)",
    r"AAC:(ProfileType|SampleRate|Channels)": "how to decode",
    r"FLAC:(BlockSize|FrameSize)(Min|Max)": "how to decode",
    r"FLAC:(SampleRate|Channels|BitsPerSample|TotalSamples)": "how to decode",
    r"FLAC:(MD5Signature|SeekTable)": "computed from the samples; where they lie",
    r"Vorbis:(VorbisVersion|AudioChannels|SampleRate|(Nominal|Minimum|Maximum)Bitrate)": "how to decode",
    r"(Vorbis|Theora):Vendor": "empty (test below)",
    r"Opus:(OpusVersion|AudioChannels|SampleRate|OutputGain)": "how to decode",
    r"Theora:(TheoraVersion|ImageWidth|ImageHeight|XOffset|YOffset|FrameRate|PixelAspectRatio)": "how to decode",
    r"Theora:(ColorSpace|NominalVideoBitrate|Quality|PixelFormat)": "how to decode",
    r"RIFF:(Encoding|NumChannels|SampleRate|AvgBytesPerSec|BitsPerSample|NumberOfSamples)": "how to decode",
    r"AIFF:(NumChannels|NumSampleFrames|SampleSize|SampleRate|CompressionType)": "how to decode",
    r"ExifTool:Error": "AMR, ADTS, MP2, and some MP3 without tags, which exiftool does not know; no other file",
    r"AIFF:FormatVersionTime": "a constant of AIFF-C",
    r"AIFF:CompressorName": "empty (test below)",
}
UNKNOWN: Final = re.compile(r".*\.(?:amr|awb|aac|mp2|mp3)")  # files that exiftool may fail to know
MUST_BE_EMPTY: Final = re.compile(r"(Vorbis|Theora):Vendor|AIFF:CompressorName|MPEG:VBRScale")
