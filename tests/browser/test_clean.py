"""The corpus in real browsers: the same bytes and findings as in Python (tests/unit/intake/clean/test_corpus.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.corpus.corpus import ALL, GROUPS, expected
from tests.support.browser import WEB, served

# cleans a file as the page does: from a Blob, in chunks
OUTCOME = """
async (name) => {
  const { BlobSource, clean, CleanError, planChunks } = await import('/clean/index.js');
  const source = new BlobSource(await (await fetch(`/files/${name}`)).blob());
  let cleaned;
  try {
    cleaned = await clean(source);
  } catch (error) {
    if (error instanceof CleanError) return { error: error.code };
    throw error;
  }
  if (!cleaned) return { unknown: true };
  const chunks = [];
  for await (const chunk of planChunks(source, cleaned.plan)) {
    if (chunk.length > 65536) throw new Error('a chunk of more than 64 KiB');
    chunks.push(chunk);
  }
  const written = await new Blob(chunks).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', written));
  const { format, extension, mediaType, plan, findings } = cleaned;
  return {
    format, extension, mediaType, size: plan.size,
    sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    findings: findings.map(({ kind, detail }) => [kind, detail]),
  };
}
"""


# whether a picture, drawn by the browser, has the same pixels before and after
SAME_PIXELS = """
async (name) => {
  const { BlobSource, clean, planChunks } = await import('/clean/index.js');
  const original = await (await fetch(`/files/${name}`)).blob();
  const source = new BlobSource(original);
  const { mediaType, plan } = await clean(source);
  const chunks = [];
  for await (const chunk of planChunks(source, plan)) chunks.push(chunk);
  const drawn = async (blob) => {
    const bitmap = await createImageBitmap(blob);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, data: context.getImageData(0, 0, bitmap.width, bitmap.height).data };
  };
  const before = await drawn(new Blob([original], { type: mediaType }));
  // in one piece: Firefox tells a format by the first piece of a blob, however short
  const whole = await new Blob(chunks).arrayBuffer();
  const after = await drawn(new Blob([whole], { type: mediaType }));
  if (before.data.every((value) => value === before.data[0])) return 'one colour';
  if (before.width !== after.width) return `${before.width} and ${after.width} wide`;
  return before.data.length === after.data.length && before.data.every((value, i) => value === after.data[i]);
}
"""


@pytest.fixture
def clean_page(browser_page: Page, tmp_path: Path) -> Iterator[Page]:
    """A page that can import the cleaners as they stand in the tree, and fetch the corpus."""
    (tmp_path / "index.html").write_text('<!doctype html><link rel="icon" href="data:,"><title>-</title>')
    (tmp_path / "clean").symlink_to(WEB / "src" / "clean")
    (tmp_path / "files").mkdir()
    for name, path in ALL.items():
        (tmp_path / "files" / name).symlink_to(path)
    with served(tmp_path) as address:
        browser_page.goto(address)
        yield browser_page


@pytest.mark.parametrize("group", GROUPS)
def test_every_file_gives_what_python_gives(clean_page: Page, group: str) -> None:
    """One list of expectations for Python, Chromium and Firefox."""
    told = expected(group)
    assert {name: clean_page.evaluate(OUTCOME, name) for name in told} == told


def test_browsers_draw_a_cleaned_picture_as_before(clean_page: Page) -> None:
    """JPEG, PNG, WebP, GIF and AVIF: the same pixels, the same way up, in the same colours."""
    shown = ("jpeg", "png", "webp", "gif", "avif")
    # Firefox ESR draws neither pictures of tiles nor those that are cut to a part
    not_here = ("tiles.avif", "turned.avif")
    names = [name for name, told in expected("picture").items() if told.get("format") in shown and name not in not_here]
    assert {name: clean_page.evaluate(SAME_PIXELS, name) for name in names} == dict.fromkeys(names, True)


def test_names_say_a_number_and_a_kind(clean_page: Page) -> None:
    """As in Python: nothing of the old name but a common extension of a file that goes as it is."""
    names = clean_page.evaluate(
        """async () => {
          const { neutralName } = await import('/clean/index.js');
          const picture = { mediaType: 'image/png', extension: 'png' };
          return [neutralName(1, picture, 'Ada.PNG'), neutralName(4, null, 'Ada.DOCX'), neutralName(5, null, 'Ada.own'),
                  neutralName(6, null, 'pdf')];
        }"""
    )
    assert names == ["photo-1.png", "file-4.docx", "file-5", "file-6"]
