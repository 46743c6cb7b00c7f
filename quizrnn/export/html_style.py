"""The style sheet of the printable page: calm on a screen, light or dark, and whole on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2563eb; }
@media (prefers-color-scheme: dark) { :root { --accent: #7aa2ff; } }
body { font: 1rem/1.55 system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", sans-serif;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
article { margin: 1.5rem 0; padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
.number { margin: 0; font-weight: 600; } .id { font-weight: 400; opacity: .6; font-size: .8rem; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem;
  overflow-x: auto; line-height: 1.35; font-size: .85rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre.figure {
  font-family: "Noto Sans Mono CJK SC", "Sarasa Mono SC", ui-monospace, "DejaVu Sans Mono", monospace;
  border: 0 !important; background: none; line-height: 1.2 !important; }
ul.pieces { list-style: none; padding-left: 1rem; } ul.pieces li { margin: .3rem 0; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--accent); }
details > div { border-left: 3px solid var(--line); padding: .1rem 0 .1rem 1rem; margin: .3rem 0; }
math[display="block"], div.math { margin: .6rem 0; overflow-x: auto; overflow-y: hidden; }
@media print {
  body { max-width: none; margin: 0; font-size: 10.5pt; }
  details > summary { list-style: none; font-weight: 600; break-after: avoid; }
  details.hint { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  pre { white-space: pre-wrap; overflow: visible; orphans: 6; widows: 6; }
  pre.figure { white-space: pre !important; overflow: visible !important; break-inside: avoid;
    font-size: 8pt !important; }
  math[display="block"], div.math { overflow: visible; } h2, .number, p:has(+ ul) { break-after: avoid; }
}
"""
"""On paper the answers stand open and the hints are left out: who prints has no finger to unfold them."""
