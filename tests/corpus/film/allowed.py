"""What the judge may name in a cleaned film, and why. Keys are patterns of exiftool's "group:tag"."""

from __future__ import annotations

import re
from typing import Final

ALLOWED: Final = {
    r"QuickTime:(MajorBrand|MinorVersion|CompatibleBrands)": "which sort of player opens it",
    r"QuickTime:(MediaData|MediaDataSize|MediaDataOffset|Free|Wide|Unknown_free)": "the media, and zeros",
    r"QuickTime:(MovieHeaderVersion|TimeScale|Duration|Preferred(Rate|Volume)|NextTrackID)": "how a film runs",
    r"QuickTime:(MatrixStructure|MovieFragmentSequence|Unknown_(trun|tfhd|tfdt|sidx|mfro|tfra|trex|mehd|mvex|mfra))": "as above",
    r"QuickTime:((Preview|Poster|Selection|Current)(Time|Duration))": "zero (test below)",
    r"(QuickTime|Track\d):(CreateDate|ModifyDate|Track(Create|Modify)Date|Media(Create|Modify)Date)": "zero (test below)",
    r"Track\d:(TrackHeaderVersion|TrackID|TrackDuration|TrackLayer|TrackVolume|MatrixStructure)": "how a track runs",
    r"Track\d:(ImageWidth|ImageHeight|Media(HeaderVersion|TimeScale|Duration)|HandlerType|HandlerClass)": "as above",
    r"Track\d:(GraphicsMode|OpColor|Balance|SourceImageWidth|SourceImageHeight|XResolution|YResolution)": "as above",
    r"Track\d:(CompressorID|BitDepth|PixelAspectRatio|ColorProfiles|Clean.*|(Video)?FieldOrder|LayoutFlags|Gamma|Color.*)": "what a decoder needs",
    r"Track\d:(ColorPrimaries|TransferCharacteristics|MatrixCoefficients|VideoFullRangeFlag)": "as above",
    r"Track\d:(AVCConfiguration|Audio(Format|Channels|BitsPerSample|SampleRate)|Unknown_.*)": "as above",
    r"Track\d:(BufferSize|MaxBitrate|AverageBitrate|Purchase.*)": "as above",
    r"Track\d:(VideoFrameRate|SyncSampleTable|SampleToChunk|SampleSizes|ChunkOffset|TimeToSampleTable)": "sample tables",
    r"Track\d:(CompositionTimeToSample|SampleToGroup|SampleGroupDescription|CompositionToDecode.*)": "sample tables",
    r"Track\d:MediaLanguageCode": "'und' (test below)",
    r"Matroska:(EBML.*|DocType.*|TimecodeScale|Duration)": "which sort of player opens it; how a film runs",
    r"Matroska:(MuxingApp|WritingApp)": "must be there, and are empty (test below)",
    r"Matroska:(SeekID|SeekPosition|CueTime|CueTrack|CueClusterPosition|Matroska_0x0070)": "where parts and frames lie",
    r"Track\d:(TrackNumber|TrackType|TrackLacing|TrackDefault|CodecPrivate|(Video|Audio)?CodecID)": "what a decoder needs",
    r"Track\d:(MaxBlockAdditionID|DisplayWidth|DisplayHeight|VideoScanType|Matroska_0x(13c0|15b0|16aa|16bb))": "as above",
    r"Track\d:TrackUID": "the track's number (test in tests/unit/intake/clean/film/)",
    r"Track\d:TrackLanguage": "'und' (test below)",
}
MUST_BE_EMPTY: Final = re.compile(
    r"(QuickTime|Track\d):.*(Create|Modify)Date|.*:(Preview|Poster|Selection|Current)(Time|Duration)|.*:(Media|Track)Language(Code)?"
    r"|Matroska:(MuxingApp|WritingApp)"
)
