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
