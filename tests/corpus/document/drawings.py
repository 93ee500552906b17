"""Make drawings: as Inkscape writes them, with a photograph inside, and ones that must be refused."""

from __future__ import annotations

import base64

from tests.corpus.document.making import CANARY, FILES, TEXT, photograph

_SHAPES = (
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#0a0"/><stop offset="1" stop-color="#fff"/>'
    '</linearGradient></defs><rect width="80" height="50" fill="url(#g)"/><circle cx="40" cy="25" r="20" '
    'style="fill:#c33;stroke:#000"/><text x="5" y="45" font-size="9">ten &amp; one</text>'
)


def make() -> None:
    """With metadata of every kind; without any; with an entity; with a style that is fetched."""
    picture = base64.b64encode(photograph()).decode()
    inkscape = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- {TEXT} -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg width="80" height="50" viewBox="0 0 80 50" inkscape:version="{CANARY} 1.3" sodipodi:docname="{CANARY}.svg"
   inkscape:export-filename="/home/{CANARY}/plan.png" xmlns="http://www.w3.org/2000/svg"
   xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:own="urn:{CANARY}" own:a="{TEXT}">
  <title>{TEXT}</title><desc>{TEXT}</desc>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:creator>{TEXT}</dc:creator><dc:date>2024-03-01</dc:date></rdf:RDF></metadata>
  <sodipodi:namedview inkscape:window-width="1920" own:b="{TEXT}"/>
  <style>/* {TEXT} */ text {{ fill: #111 }}</style>
  <script>alert("{CANARY}")</script>
  {_SHAPES}
  <g inkscape:label="{CANARY}" onclick="alert('{CANARY}')" data-name="{TEXT}" style="opacity:.9;-inkscape-font:'{CANARY}'">
    <image x="50" y="5" width="24" height="16" xlink:href="data:image/jpeg;base64,{picture}"/>
    <image x="5" y="5" width="9" height="9" xlink:href="file:///home/{CANARY}/logo.png"/>
    <a xlink:href="https://example.org/{CANARY}"><path d="M5 5h9v9z"/></a>
  </g>
</svg>
"""
    (FILES / "drawing.svg").write_text(inkscape)
    start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 50">'
    (FILES / "plain.svg").write_text(f"{start}{_SHAPES}</svg>")
    (FILES / "entity.svg").write_text(f'<!DOCTYPE svg [<!ENTITY a "{CANARY}">]>{start}<text>&a;</text></svg>')
    (FILES / "fetched.svg").write_text(f'{start}<style>@import url("//{CANARY}.example/a.css");</style>{_SHAPES}</svg>')
