"""Decks as they are met with: real forms of exports, and what is said of what could not be carried."""

from __future__ import annotations

import pytest
import yaml
from anki.collection import Collection
from anki.import_export_pb2 import ExportAnkiPackageOptions

from quizrnn.bank.load import load_bank
from quizrnn.export.imports.anki_notes import Note, draft_of
from quizrnn.export.imports.drafts import Lost
from quizrnn.export.imports.importers import import_bank

MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category"><category><text>$course$/top/深度学习/LSTM</text></category>
    <info format="moodle_auto_format"><text></text></info><idnumber></idnumber></question>
<!-- question: 41  -->
  <question type="multichoice">
    <name><text>片段</text></name>
    <questiontext format="html"><text><![CDATA[<p dir="ltr" style="text-align: left;">哪些是门？<br></p>
      <p><img src="@@PLUGINFILE@@/cell.png" alt="" width="10"></p>]]></text>
      <file name="cell.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>mc-1</idnumber>
    <single>false</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>
    <showstandardinstruction>0</showstandardinstruction>
    <correctfeedback format="html"><text>回答正确</text></correctfeedback>
    <answer fraction="33.33333" format="html"><text><![CDATA[<p>遗忘门</p>]]></text>
      <feedback format="html"><text></text></feedback></answer>
    <answer fraction="33.33333" format="html"><text><![CDATA[<p>输入门</p>]]></text>
      <feedback format="html"><text></text></feedback></answer>
    <answer fraction="33.33333" format="html"><text><![CDATA[<p>输出门</p>]]></text>
      <feedback format="html"><text></text></feedback></answer>
    <answer fraction="-100" format="html"><text><![CDATA[<p>记忆单元</p>]]></text>
      <feedback format="html"><text>它是状态。</text></feedback></answer>
  </question>
  <question type="multichoice">
    <name><text>half</text></name>
    <questiontext format="html"><text>Which gate forgets?</text></questiontext>
    <single>true</single>
    <answer fraction="100" format="html"><text>forget</text></answer>
    <answer fraction="50" format="html"><text>update</text></answer>
    <answer fraction="0" format="html"><text>output</text></answer>
  </question>
  <question type="numerical">
    <name><text>bytes</text></name>
    <questiontext format="html"><text><![CDATA[<p>How many bytes?</p>]]></text></questiontext>
    <answer fraction="100" format="moodle_auto_format"><text>4096</text><tolerance>1</tolerance></answer>
    <answer fraction="50" format="moodle_auto_format"><text>4000</text><tolerance>100</tolerance></answer>
    <answer fraction="0" format="moodle_auto_format"><text>*</text><tolerance>0</tolerance></answer>
    <units><unit><multiplier>1</multiplier><unit_name>B</unit_name></unit>
      <unit><multiplier>0.0009765625</multiplier><unit_name>kB</unit_name></unit></units>
    <unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>0</showunits><unitsleft>0</unitsleft>
  </question>
  <question type="ddwtos"><name><text>drag</text></name>
    <questiontext format="html"><text>[[1]] forgets</text></questiontext>
    <dragbox><text>f</text><group>1</group></dragbox></question>
  <question type="gapselect"><name><text>select</text></name>
    <questiontext format="html"><text>[[1]] forgets</text></questiontext>
    <selectoption><text>f</text><group>1</group></selectoption></question>
  <question type="calculated"><name><text>drawn</text></name>
    <questiontext format="html"><text>{a} + {b}?</text></questiontext>
    <answer fraction="100"><text>{a}+{b}</text></answer></question>
</quiz>
"""

GIFT = r"""// true/false
::Q1:: 1+1=2 {T}

// question: 42  name: 门
// [id:gate-7] [tag:gates] [tag:LSTM]
::门::[markdown]哪一个是*门*？{
  =遗忘门 # 对
  ~单元 # 它是状态
  ~%50%update # half of it
}

// multiple choice with specified feedback for right and wrong answers
::Q2:: What's between orange and green in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }

// fill-in-the-blank
::Q3:: Two plus {=two =2} equals four.

// matching
::Q4:: Which animal eats which food? { =cat -> cat food =dog -> dog food }

// math range question
::Q5:: What is a number from 1 to 5? {#3:2}

// multiple numeric answers with partial credit and feedback
::Q7:: When was Ulysses S. Grant born? {#
         =1822:0      # Correct! Full credit.
         =%50%1822:2  # He was born in 1822. Half credit for being close.
}

Who's buried in Grant's tomb?{~%-100%no one ~%50%Grant ~%50%Grant's wife ~%-100%Grant's father}

The American holiday of Thanksgiving is celebrated on the {
    ~second
    ~third
    =fourth
} Thursday of November.

// essay
::Q8:: How are you? {}
"""

HASHCARDS = """---
name = "深度学习"
---

# Not a card

Q: What do the gates do?

## In order

* forget
* write
  + and scale

> said often

A: As in the table:

| gate | does |
|------|:----:|
| f    | keeps |
| i    | writes |

1) first
2) second

---

C: $c_t$ 由 [遗忘门] 与 [输入门] 决定，见 \\[1\\]。

Q: The other?
A: No rule above.
"""


def read(name, text, folder, file="deck"):
    source, target = folder / file, folder / "wild.yaml"
    source.write_text(text, encoding="utf-8")
    haul = import_bank(name, source, target)
    load_bank(target)
    again = folder / "again"
    again.mkdir()
    import_bank(name, source, again / "wild.yaml")
    assert (again / "wild.yaml").read_bytes() == target.read_bytes()
    return haul, yaml.safe_load(target.read_text(encoding="utf-8"))["questions"]


def said(haul):
    """Return what was left out, by name, and what of others."""
    return [(lost.name, lost.why["en"]) for lost in haul.lost], {
        text["en"]: count for text, count in haul.partly.values()
    }


def test_a_quiz_of_moodle_4(tmp_path):
    haul, (gates, half, size) = read("moodle", MOODLE, tmp_path)
    assert (gates["id"], gates["type"], gates["stem"]) == ("wild-mc-1", "multi", "哪些是门？")
    assert [choice.get("correct", False) for choice in gates["choices"]] == [True, True, True, False]
    assert gates["choices"][3] == {"text": "记忆单元", "why": "它是状态。"}
    assert half["type"] == "choice"
    assert [choice.get("correct", False) for choice in half["choices"]] == [True, False, False]
    assert (size["answer"], size["tolerance"], size["unit"]) == (4096, {"abs": 1.0}, "B")
    left, partly = said(haul)
    assert [name for name, _ in left] == ["drag", "select", "drawn"]
    assert "“ddwtos”" in left[0][1]
    assert partly == {
        "pictures are not carried over": 1,
        "partial credit of single answers is not carried over": 2,
        "of several units, the first is carried over": 1,
    }


def test_gift_as_moodle_documents_it(tmp_path):
    haul, questions = read("gift", GIFT, tmp_path)
    by_stem = {question["stem"].split("\n")[0]: question for question in questions}
    assert len(by_stem) == len(questions) == 9
    assert by_stem["1+1=2"]["answer"] is True
    gate = by_stem["哪一个是*门*？"]
    assert (gate["id"], gate["type"], gate["tags"]) == ("wild-gate-7", "choice", ["gates", "LSTM"])
    assert [choice.get("correct", False) for choice in gate["choices"]] == [True, False, False]
    assert by_stem["Two plus [[1]] equals four."]["blanks"] == [{"accept": ["two", "2"]}]
    assert by_stem["When was Ulysses S. Grant born?"]["answer"] == 1822
    grant = by_stem["Who's buried in Grant's tomb?"]
    assert [choice.get("correct", False) for choice in grant["choices"]] == [False, True, True, False]
    assert by_stem["The American holiday of Thanksgiving is celebrated on the ____ Thursday of November."]
    assert [name for name, _ in said(haul)[0]] == ["Q8"]


def test_a_comment_is_no_id(tmp_path):
    _, questions = read("gift", "// easy\n::A:: One? {T}\n\n// easy\n::B:: Two? {F}\n", tmp_path)
    assert not any("easy" in question["id"] for question in questions)


def test_hashcards_with_headings_lists_and_tables(tmp_path):
    _, (table, cloze, other) = read("hashcards", HASHCARDS, tmp_path)
    assert table["stem"].startswith("What do the gates do?\n\nIn order\n\n- forget\n- write\n  - and scale")
    assert "said often" in table["stem"]
    assert "- gate | does\n- f | keeps\n- i | writes" in table["model_answer"]
    assert "1. first\n2. second" in table["model_answer"]
    assert cloze["stem"] == "$c_t$ 由 [[1]] 与 [[2]] 决定，见 [1]。"
    assert [blank["accept"] for blank in cloze["blanks"]] == [["遗忘门"], ["输入门"]]
    assert other["model_answer"] == "No rule above."


def test_a_note_that_is_asked_in_both_directions_is_two_questions(tmp_path):
    collection = Collection(str(tmp_path / "collection.anki2"))
    for model, deck in (("Basic (and reversed card)", "词汇::门"), ("Basic", "词汇::门")):
        note = collection.new_note(collection.models.by_name(model))
        note["Front"], note["Back"] = f"<div>遗忘门 {model}</div><div><br></div>", "<div>forget gate</div>"
        collection.add_note(note, collection.decks.id(deck))
    for legacy in (True, False):
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=legacy)
        source = tmp_path / f"deck-{legacy}.apkg"
        collection.export_anki_package(out_path=str(source), options=options, limit=None)
    collection.close()
    for legacy in (True, False):
        target = tmp_path / f"bank-{legacy}.yaml"
        assert import_bank("anki", tmp_path / f"deck-{legacy}.apkg", target).questions == 3
        asked = [question.stem for question in load_bank(target).questions]
        assert asked == ["遗忘门 Basic (and reversed card)", "forget gate", "遗忘门 Basic"]
        identities = [question.id.partition("-")[2] for question in load_bank(target).questions]
        assert len(set(identities)) == 3


def cloze(text):
    return draft_of(Note(guid="x", fields={"Text": text, "Back Extra": ""})).fields


def test_deletions_with_tags_formulas_and_others_inside():
    fields = cloze(
        "<div>The {{c1::<b>forget</b> gate::which one?}} scales {{c2::\\(c_{t-1}\\)}},</div>"
        "<div>{{c3::outer {{c4::inner}} rest}} &nbsp;and {{c1,2::both}}</div>"
    )
    assert fields["stem"] == "The [[1]] scales [[2]],\n\n[[3]] and [[4]]"
    fillings = [blank["accept"] for blank in fields["blanks"]]
    assert fillings == [["forget gate"], ["$c_{t-1}$"], ["outer inner rest"], ["both"]]
    assert fields["hints"] == ["which one?"]


def test_pictures_with_parts_hidden_are_left_out_by_name():
    own = Note(
        guid="x",
        fields={
            "Occlusion": "{{c1::image-occlusion:rect:left=.1:top=.2:width=.1:height=.1:oi=1}}<br>",
            "Image": '<img src="cell.png">',
            "Header": "LSTM 单元",
            "Back Extra": "",
            "Comments": "",
        },
    )
    addon = Note(
        guid="y",
        fields={"ID (hidden)": "ab-ao-1", "Header": "Cell", "Image": "<img>", "Question Mask": "<img>"},
    )
    for note in (own, addon):
        lost = draft_of(note)
        assert isinstance(lost, Lost)
        assert lost.why["en"] == "it hides parts of a picture"


def test_a_very_large_field_is_read(tmp_path):
    text = "".join(
        f"<div>line {place} <b>bold</b> and <i>soft</i> x<sub>t</sub></div>" for place in range(1000)
    )
    haul, (question,) = read("anki-text", f'#html:true\nfront\t"{text}"\n', tmp_path)
    assert haul.questions == 1
    assert question["model_answer"].count("**bold**") == 1000


def test_an_import_that_fails_leaves_no_file(tmp_path, monkeypatch):
    from quizrnn.export.imports import hashcards

    def failing(_kind, _front, _back, _deck):
        raise KeyboardInterrupt

    source = tmp_path / "deck.md"
    source.write_text("Q: a\nA: b\n", encoding="utf-8")
    monkeypatch.setattr(hashcards, "_draft", failing)
    with pytest.raises(KeyboardInterrupt):
        import_bank("hashcards", source, tmp_path / "bank.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["deck.md"]
