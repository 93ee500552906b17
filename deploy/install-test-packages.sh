#!/usr/bin/env bash
# Installs the Debian packages that the tests need and that are missing: nothing when all are there.
# Without root it says what to install and fails.
set -euo pipefail

wanted=(
  chromium                # the two browsers that a source's page is tried in
  firefox-esr
  fonts-noto-core         # Devanagari and Urdu in screenshots
  libimage-exiftool-perl  # an independent judge of what cleaning left behind
  mat2                    # another cleaner, on the same files beside ours
  bubblewrap              # the sandbox in which hostile files are drawn
  libreoffice-writer-nogui # draws office documents and shaped scripts in it
  libreoffice-writer-nogui # writes and draws the documents that are cleaned
  libreoffice-calc-nogui
  libreoffice-impress-nogui
  poppler-utils           # turns their pages into pixels
  zip                     # makes archives as people do
  ffmpeg                  # makes and decodes the videos of the tests
  lame                    # with the following: make the sounds of the tests, decode them, and judge what is written
  flac
  opus-tools
  vorbis-tools
  speex
  sox
  libsox-fmt-all
  mkvtoolnix
  postgresql              # the other database a server may use
  gdb                     # gcore: the memory of a seized server
  strace                  # what its processes write
  nginx-light             # the proxy of deploy/nginx.conf, and a measure of speed
  libsodium23             # ristretto255, for a comparison in the bench
  redis-server            # the counter that several processes share
  systemd-container       # a systemd of its own, that starts the services of deploy/
  tor                     # a Tor network on loopback
  e2fsprogs               # disks to be seized: ext4, which overwrites, and btrfs, which does not
  btrfs-progs
  libarchive-zip-perl     # lets exiftool see into documents
)
# Some machines have Node from elsewhere; Debian's is good enough to bundle the page.
command -v node >/dev/null || wanted+=(nodejs)
command -v npm >/dev/null || wanted+=(npm)

missing=()
for package in "${wanted[@]}"; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif sudo --non-interactive true 2>/dev/null; then
  as_root=(sudo)
else
  echo "The tests need Debian packages that are missing. Install them, then try again:" >&2
  echo "  sudo apt-get update && sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "Installing what the tests need: ${missing[*]}"
"${as_root[@]}" apt-get update -qq </dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
