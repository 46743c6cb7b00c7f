"""The style sheet of the cards: one column, both modes, nothing that needs a font or a picture of ours."""

from __future__ import annotations

from typing import Final

CSS: Final = """
.card {
  --line: #d0d7de; --soft: #f6f8fa; --dim: #59636e; --accent: #0969da; --good: #1a7f37; --bad: #cf222e;
  --note: #9a6700; --string: #0a5a3c; --keyword: #a0328c; --number: #0550ae;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans CJK SC",
    "Microsoft YaHei", sans-serif;
  font-size: 18px; line-height: 1.55; text-align: left; color: #1f2328; background: #fff;
  max-width: 44em; margin: 0 auto; padding: 12px 16px; overflow-wrap: break-word;
}
.card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card {
  --line: #3d444d; --soft: #262c33; --dim: #9ba4ae; --accent: #58a6ff; --good: #4ac26b; --bad: #ff7b72;
  --note: #e3b341; --string: #8ddb8c; --keyword: #f0a3e0; --number: #8cc4ff;
  color: #e6edf3; background: #1b1f24;
}
.card p { margin: .5em 0; }
.question, .answer { margin: .3em 0; }
/* A formula within a line cannot wrap: what holds it scrolls. */
.question, .answer, details > div, .correction > div { overflow-x: auto; overflow-y: hidden; }
.question { font-size: 1.05em; }
.card ul, .card ol { padding-left: 1.4em; margin: .4em 0; }
mjx-container[display="true"] { overflow-x: auto; overflow-y: hidden; padding: .15em 0; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .88em; }
:not(pre) > code { background: var(--soft); border-radius: 4px; padding: .1em .3em; }
pre { background: var(--soft); margin: .7em 0; tab-size: 4; font-size: 15px; }
pre code { font-size: 1em; }
pre .line { display: inline-block; min-width: 100%; }
pre .number { user-select: none; -webkit-user-select: none; }
.hc { color: var(--dim); font-style: italic; }
.hs { color: var(--string); }
.hk { color: var(--keyword); }
.hn { color: var(--number); }
pre.figure { line-height: 1.2; width: fit-content; max-width: 100%; box-sizing: border-box;
  margin-left: auto; margin-right: auto; }
.ask { color: var(--dim); font-size: .85em; margin: .8em 0 .3em; }
.back .ask { display: none; }
.choices, .lists { margin: .8em 0; }
.choice, .piece { display: flex; gap: .65em; align-items: baseline; }
.choice { padding: .55em .8em; margin: .5em 0; border: 1px solid var(--line); border-radius: 8px; }
.choice .text, .piece .text { flex: 1; min-width: 0; overflow-x: auto; overflow-y: hidden; }
.choice .why { font-size: .88em; color: var(--dim); margin-top: .2em; }
.label { color: var(--dim); font-weight: 600; }
.choice .label { min-width: .8em; }
.choice.picked { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.choice.picked .label { color: var(--accent); }
.lists { display: grid; grid-template-columns: repeat(auto-fit, minmax(15em, 1fr)); gap: .4em 2em; }
.piece { padding: .3em 0; }
.pieces + .pieces { border-top: 1px solid var(--line); }
@media (min-width: 640px) { .pieces + .pieces { border-top: 0; } }
.back .choice .why { display: block !important; }
.back .choice::after { font-weight: 700; }
.back .choice[data-right="1"] { border-color: var(--good); box-shadow: inset 0 0 0 1px var(--good); }
.back .choice[data-right="1"]::after { content: "\\2713"; color: var(--good); }
.back .choice[data-right="1"] .label { color: var(--good); }
.back.judged .choice[data-right="1"]:not(.picked) { box-shadow: none; border-style: dashed; }
.back .choice.picked[data-right="0"] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.back .choice.picked[data-right="0"]::after { content: "\\2717"; color: var(--bad); }
.back .choice.picked[data-right="0"] .label { color: var(--bad); }
.back .fault { background: rgba(207, 34, 46, .16); box-shadow: -3px 0 0 var(--bad); }
.back .fault .number { color: var(--bad); opacity: 1 !important; font-weight: 700; }
.solution { list-style: none; padding-left: 0 !important; }
.solution li { display: flex; gap: .65em; align-items: baseline; margin: .25em 0; }
details { margin: .6em 0; border: 1px solid var(--line); border-radius: 8px; }
summary { cursor: pointer; padding: .45em .8em; color: var(--dim); font-size: .9em; font-weight: 600; }
details > div { padding: 0 .8em .6em; }
details > div > :first-child { margin-top: 0; }
.slips li + li { margin-top: .5em; }
details.hint:not([open]) + details.hint { display: none; }
.heading { color: var(--dim); font-size: .85em; font-weight: 600; margin-top: .8em; }
.correction { margin: .9em 0; padding: .3em .9em .6em; border-left: 4px solid var(--note);
  background: var(--soft); border-radius: 0 8px 8px 0; }
.correction .heading { color: var(--note); margin-top: .3em; }
.correction .claim + .heading { color: var(--good); margin-top: .6em; }
.source { font-size: .8em; color: var(--dim); margin-top: 1.2em; overflow-wrap: anywhere; }
.id { font-size: .7em; color: var(--dim); opacity: .8; margin-top: .6em; }
.cloze { font-weight: 700; color: var(--accent); }
#typeans { font-size: 17px !important; line-height: 1.6; }
input#typeans { width: 100%; box-sizing: border-box; padding: .4em .6em; border: 1px solid var(--line);
  border-radius: 8px; background: var(--soft); color: inherit; }
hr#answer { border: 0; border-top: 1px solid var(--line); margin: 1em 0; }
"""
