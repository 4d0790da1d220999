"""How the report looks, in the light and in the dark."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root { color-scheme: light dark; --ground: #ffffff; --panel: #f5f6f7; --ink: #1f1f1f;
  --quiet: #595959; --line: #d5d8db; --link: #005a8c; --column: #0072b2; --passed: #0072b2;
  --explained: #e69f00; --dot: #7a4f00; --alone: #d55e00; --stripe: #ffffff;
  --blank: #e6e8ea; --blank-line: #8a8f94; --warn: #b34d00; --warn-ground: #fdf1e7; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181a; --panel: #202326;
  --ink: #e8e8e8; --quiet: #b0b4b8; --line: #3b4045; --link: #7cc4f0; --column: #56b4e9;
  --passed: #56b4e9; --explained: #e69f00; --dot: #3d2800; --alone: #e8743b; --stripe: #16181a;
  --blank: #2b2f33; --blank-line: #7d8388; --warn: #ffab73; --warn-ground: #33241a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.5rem 4rem; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .35rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 .5rem; padding-top: .75rem;
  border-top: 1px solid var(--line); }
p { max-width: 50rem; margin: .4rem 0; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .92em; overflow-wrap: anywhere; }
nav { margin: 1rem 0 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none;
  margin: 0; padding: 0; }
.whole { white-space: nowrap; }
.quiet { color: var(--quiet); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
  gap: .75rem; margin: 1.25rem 0 0; }
.facts div { background: var(--panel); border-radius: 8px; padding: .7rem .9rem; }
.facts dt { color: var(--quiet); font-size: .85rem; }
.facts dd { margin: 0; font-size: 1.45rem; font-weight: 600; line-height: 1.25;
  font-variant-numeric: tabular-nums; }
.facts dd small { font-size: .85rem; font-weight: 400; color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0;
  border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 600; font-size: .85rem; vertical-align: bottom;
  line-height: 1.25; }
tbody th { font-weight: 600; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
td.n, td.share { white-space: nowrap; }
th.name { overflow-wrap: anywhere; min-width: 8.5rem; }
.people th.name { width: 22%; }
.people td.links { width: 22%; }
td.words { min-width: 16rem; overflow-wrap: anywhere; }
td .quiet, th .quiet { display: block; font-weight: 400; font-size: .92em; max-width: 32rem;
  text-wrap: pretty; }
td.links a { white-space: nowrap; margin-right: .75rem; }
details { margin: .6rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
.note { background: var(--warn-ground); border-left: 4px solid var(--warn); border-radius: 4px;
  padding: .5rem .9rem; margin: .6rem 0; max-width: 52rem; overflow-wrap: anywhere; }
.flag { color: var(--warn); font-weight: 600; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.4rem; list-style: none; margin: .6rem 0;
  padding: 0; font-size: .88rem; }
.legend svg { vertical-align: -2px; margin-right: .4rem; }
figure { margin: 1rem 0; }
figcaption { color: var(--quiet); font-size: .92rem; }
.picture { width: 100%; max-width: 52rem; height: auto; display: block; }
.unseen { position: absolute; }
.bar { display: inline-block; vertical-align: -2px; }
svg text { fill: var(--ink); font-size: 13px; }
svg text.small { font-size: 12px; font-variant-numeric: tabular-nums; paint-order: stroke;
  stroke: var(--ground); stroke-width: 4px; }
svg text.quiet { fill: var(--quiet); }
svg text.strong { font-weight: 600; }
.column { fill: var(--column); }
.axis { stroke: var(--blank-line); fill: none; }
.median { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }
rect.passed { fill: var(--passed); }
rect.explained { fill: url(#dots); }
pattern rect.explained { fill: var(--explained); }
rect.alone { fill: url(#stripes); }
pattern rect.alone { fill: var(--alone); }
.dot { fill: var(--dot); }
.stripe { fill: var(--stripe); }
rect.blank { fill: var(--blank); stroke: var(--blank-line); stroke-width: .6; }
@media print { body { max-width: none; } nav { display: none; } }
"""

# The page may use this style and nothing else: no script, no picture, no other host.
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
