"""The note types: four ways to ask, one list of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizrnn.export.anki_fields import FIELDS
from quizrnn.export.anki_style import CSS

if TYPE_CHECKING:
    import genanki

    from quizrnn.export.card import CardKind

NAMES: Final[dict[CardKind, str]] = {
    "basic": "quizrnn basic",
    "choice": "quizrnn choice",
    "typed": "quizrnn typed",
    "cloze": "quizrnn cloze",
}
"""Name of the note type of each kind of card; the text format names them too."""

MODEL_IDS: Final[dict[CardKind, int]] = {
    "basic": 1_580_412_101,
    "choice": 1_580_412_102,
    "typed": 1_580_412_103,
    "cloze": 1_580_412_104,
}

CHANGED: Final = 1_795_478_400
"""When templates or style last changed (2026-11-24), seconds since 1970: Anki takes over newer ones only."""

_QUESTION: Final = '<div class="question">{{Question}}</div>{{Code}}{{Figure}}'
_MORE: Final = (
    '{{Explanation}}{{#Source}}<div class="source">{{Source}}</div>{{/Source}}<div class="id">{{ID}}</div>'
)
_ANSWER: Final = '<div class="answer">{{Answer}}</div>'
_RULE: Final = '<hr id="answer">'

_PICK: Final = """
<script>
(function () {
  var box = document.querySelector(".choices");
  if (!box) { return; }
  var many = box.getAttribute("data-many") === "1";
  var rows = [].slice.call(box.querySelectorAll(".choice"));
  function keep() {
    var picked = [];
    rows.forEach(function (row, place) {
      var on = row.classList.contains("picked");
      row.setAttribute("aria-checked", on ? "true" : "false");
      if (on) { picked.push(place); }
    });
    window.quizrnnPicked = box.getAttribute("data-card") + "|" + picked.join();
    try { sessionStorage.setItem("quizrnn", window.quizrnnPicked); } catch (error) { }
  }
  box.setAttribute("role", many ? "group" : "radiogroup");
  rows.forEach(function (row) {
    row.style.cursor = "pointer";
    row.setAttribute("role", many ? "checkbox" : "radio");
    row.onclick = function () {
      var on = !row.classList.contains("picked");
      if (!many) { rows.forEach(function (other) { other.classList.remove("picked"); }); }
      if (on) { row.classList.add("picked"); } else { row.classList.remove("picked"); }
      keep();
    };
  });
  keep();
})();
</script>
"""
"""Makes the choices respond to a tap, and keeps what was picked for the back."""

_JUDGE: Final = """
<script>
(function () {
  var box = document.querySelector(".choices"), kept = window.quizrnnPicked;
  try { kept = kept || sessionStorage.getItem("quizrnn"); } catch (error) { }
  kept = (kept || "|").split("|");
  if (!box || kept[0] !== box.getAttribute("data-card") || !kept[1]) { return; }
  var places = kept[1].split(","), wrong = false;
  [].slice.call(box.querySelectorAll(".choice")).forEach(function (row, place) {
    var picked = places.indexOf(String(place)) >= 0;
    if (picked) { row.classList.add("picked"); }
    if (picked !== (row.getAttribute("data-right") === "1")) { wrong = true; }
  });
  document.querySelector(".back").classList.add("judged");
  var why = document.querySelector(".back details");
  if (wrong && why) { why.open = true; }
})();
</script>
"""
"""Marks what was picked, and unfolds the explanation where it was wrong."""

_COMPARE: Final = """
<script>
(function () {
  var why = document.querySelector(".back details");
  if (why && document.querySelector("#typeans .typeBad, #typeans .typeMissed")) { why.open = true; }
})();
</script>
"""
"""Unfolds the explanation where what was typed is wrong."""


def note_type(kind: CardKind) -> genanki.Model:
    """Return the note type of a kind of card; its id and fields never change."""
    import genanki

    asked = _QUESTION + "{{Extra1}}"
    front, back = {
        "basic": (asked + "{{Hint}}", asked + _RULE + _ANSWER + _MORE),
        # The choices themselves are the answer, so that they stand under the rule.
        "choice": (asked + "{{Hint}}" + _PICK, _QUESTION + _RULE + "{{Extra1}}" + _MORE + _JUDGE),
        "typed": (
            asked + "{{type:Extra2}}{{Hint}}",
            _QUESTION + _RULE + "{{type:Extra2}}" + _ANSWER + _MORE + _COMPARE,
        ),
        "cloze": (
            _gaps(asked) + "{{Hint}}",
            _gaps(asked) + _RULE + "{{#Answer}}" + _ANSWER + "{{/Answer}}" + _MORE,
        ),
    }[kind]
    return genanki.Model(
        MODEL_IDS[kind],
        NAMES[kind],
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card 1", "qfmt": front, "afmt": f'<div class="back">{back}</div>'}],
        css=CSS,
        model_type=genanki.Model.CLOZE if kind == "cloze" else genanki.Model.FRONT_BACK,
        sort_field_index=0,
    )


def _gaps(template: str) -> str:
    return template.replace("{{Question}}", "{{cloze:Question}}")
