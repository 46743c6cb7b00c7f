"""Other programs' cards become questions that lint accepts, the same ones each time; what is lost is said."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
import yaml
from anki.collection import Collection
from anki.import_export_pb2 import ExportAnkiPackageOptions
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import squeezed

from quizrnn.answers.lint import lint_answers
from quizrnn.bank.lint import lint_paths, read_context, read_paths
from quizrnn.bank.load import load_bank
from quizrnn.errors import InputError
from quizrnn.export.exporters import export_cards
from quizrnn.export.imports.bank_file import slug_of, write_bank
from quizrnn.export.imports.drafts import Draft, recalled
from quizrnn.export.imports.importers import FORMATS, import_bank
from quizrnn.export.imports.marked import marked
from quizrnn.notation import parameter_names, problems, to_plain
from quizrnn.paths import content_dir

LANGUAGE_OF = {"en": ("anki", "gift", "hashcards"), "zh": ("anki-text", "moodle")}
SAMPLES = Path(__file__).parent / "samples"


@cache
def lint_context():
    """Return what lint needs to know of the shipped content."""
    return read_context(content_dir(), notation=problems, parameter_names=parameter_names)


def errors(path):
    """Return what lint calls an error in a bank."""
    context = lint_context()
    found = [*lint_paths([path], context), *lint_answers(read_paths([path], context).questions)]
    return [(finding.row, finding.code, finding.message) for finding in found if finding.level == "error"]


def imported(name, text, folder, file="deck"):
    """Return the haul and the questions of a text in a format."""
    source = folder / file
    source.write_text(text, encoding="utf-8")
    target = folder / f"my-{file}.yaml"
    haul = import_bank(name, source, target)
    assert errors(target) == []
    return haul, yaml.safe_load(target.read_text(encoding="utf-8"))["questions"]


@pytest.mark.parametrize(
    ("shipped", "name"),
    [(lang, name) for lang, names in LANGUAGE_OF.items() for name in names],
    indirect=["shipped"],
)
def test_everything_that_is_shipped_comes_back(shipped, tmp_path, name):
    lang, cards = shipped
    source, target, again = tmp_path / "deck", tmp_path / "back.yaml", tmp_path / "again" / "back.yaml"
    tally = export_cards(name, cards, source, lang, io.StringIO())
    haul = import_bank(name, source, target)
    questions = load_bank(target).questions
    assert haul.lost == []
    expected = tally.questions + tally.drills - sum(sum(kinds.values()) for kinds in tally.left_out.values())
    assert len(questions) == haul.questions == expected
    assert errors(target) == []
    again.parent.mkdir()
    import_bank(name, source, again)
    assert again.read_bytes() == target.read_bytes()


def test_a_round_trip_through_moodle_keeps_what_is_asked(shipped, tmp_path):
    lang, cards = shipped
    source, target = tmp_path / "deck.xml", tmp_path / "m.yaml"
    export_cards("moodle", cards, source, lang, io.StringIO())
    import_bank("moodle", source, target)
    back = {question.id: question for question in load_bank(target).questions}
    for card in cards:
        question = back[f"m-{card.id.replace(':', '-')}"]
        if card.type in ("choice", "multi"):
            assert [option.correct for option in question.choices] == [piece.right for piece in card.pieces]
        elif card.type == "numeric":
            assert question.answer == pytest.approx(card.value, rel=1e-9)
        elif card.type == "match":
            assert len(question.pairs) == len(card.solution)
        elif card.type == "boolean":
            assert question.answer is card.pieces[0].right
        if not card.code and "[[" not in card.stem:
            assert squeezed(to_plain(question.stem)).startswith(squeezed(to_plain(card.stem))[:20])


def test_an_import_never_writes_over_a_file(tmp_path):
    (tmp_path / "deck").write_text("Q: a\nA: b\n")
    (tmp_path / "bank.yaml").write_text("mine")
    with pytest.raises(InputError, match="never writes over a file"):
        import_bank("hashcards", tmp_path / "deck", tmp_path / "bank.yaml")
    assert (tmp_path / "bank.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe", b"PK\x03\x04 not a zip", b"<quiz><question>", b"{" * 1000, "缺".encode() * 100],
)
def test_a_file_of_another_kind_is_one_line(tmp_path, name, content):
    source, target = tmp_path / "deck", tmp_path / "bank.yaml"
    source.write_bytes(content)
    try:
        haul = import_bank(name, source, target)
    except InputError as error:
        line = error.line("en")
    else:
        assert haul.questions == 0 or errors(target) == []
        return
    assert str(source) in line
    assert not target.exists()


# Anki


def package(folder, fill, *, legacy):
    """Return a package that Anki itself wrote of what ``fill`` put into a collection."""
    collection = Collection(str(folder / "collection.anki2"))
    try:
        fill(collection)
        target = folder / f"deck-{legacy}.apkg"
        collection.export_anki_package(
            out_path=str(target),
            options=ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=legacy),
            limit=None,
        )
    finally:
        collection.close()
    return target


def add(collection, model, deck="Default", tags=(), **fields):
    """Add a note to a collection."""
    note = collection.new_note(collection.models.by_name(model))
    for name, value in fields.items():
        note[name.replace("_", " ")] = value
    note.tags = list(tags)
    collection.add_note(note, collection.decks.id(deck))


def fill(collection):
    """Put cards of each stock type into a collection."""
    for deck, tags, front, back in [
        ("RNN::LSTM", ["gates", "深度::学习"], "What does \\(f_t\\) do?", "It <b>forgets</b>."),
        ("深度学习", [], "First year of the LSTM?", "1997"),
        ("Default", [], '<img src="cell.png">', "a picture"),
        ("Default", [], "Costs $5 &amp; a * b * c, x[[1]]", "one<br>two [sound:x.mp3]<pre>a = 1</pre>"),
    ]:
        add(collection, "Basic", deck, tags, Front=front, Back=back)
    add(collection, "Basic (and reversed card)", Front="memory cell", Back="c<sub>t</sub>")
    add(collection, "Basic (type in the answer)", Front="Gate with a sigmoid?", Back="forget gate")
    text = "The {{c1::forget::which?}} gate and the {{c2::input}} gate."
    add(collection, "Cloze", Text=text, Back_Extra="Two.")


@pytest.mark.parametrize("legacy", [True, False])
def test_a_deck_of_ankis_own_making(tmp_path, legacy):
    source = package(tmp_path, fill, legacy=legacy)
    with zipfile.ZipFile(source) as opened:
        assert ("collection.anki21b" in opened.namelist()) is not legacy
    target = tmp_path / "my-deck.yaml"
    haul = import_bank("anki", source, target)
    assert errors(target) == []
    assert [lost.why["en"] for lost in haul.lost] == ["its question is empty, or a picture only"]
    asked = {question["stem"]: question for question in yaml.safe_load(target.read_text())["questions"]}
    forgets = asked["What does $f_t$ do?"]
    assert (forgets["type"], forgets["model_answer"]) == ("short", "It **forgets**.")
    assert forgets["section"] == "my-deck.rnn.lstm"
    assert forgets["tags"] == ["gates"]
    assert asked["First year of the LSTM?"]["answer"] == 1997
    assert asked["First year of the LSTM?"]["section"].startswith("my-deck.deck-")
    assert asked["memory cell"]["model_answer"] == "c_t"
    cloze = asked["The [[1]] gate and the [[2]] gate."]
    assert [blank["accept"] for blank in cloze["blanks"]] == [["forget"], ["input"]]
    assert (cloze["hints"], cloze["explanation"]) == (["which?"], "Two.")
    typed = next(question for stem, question in asked.items() if stem.startswith("Gate with"))
    assert (typed["type"], typed["blanks"]) == ("cloze", [{"accept": ["forget gate"]}])
    odd = next(question for stem, question in asked.items() if stem.startswith("Costs"))
    assert to_plain(odd["stem"]).startswith("Costs $5 & a * b * c, x[ [1]]")
    assert odd["model_answer"].startswith("one\n\ntwo")
    assert sum(count for _, count in haul.partly.values()) == 1


def test_text_of_anki_without_headers(tmp_path):
    haul, questions = imported(
        "anki-text", 'front one\tback one\n"two ""quoted"""\t"line\nbreak"\n', tmp_path
    )
    assert haul.questions == 2
    assert questions[1]["stem"] == 'two "quoted"'
    assert questions[1]["model_answer"] == "line\n\nbreak"


def test_text_of_anki_with_headers(tmp_path):
    text = (
        "#separator:Semicolon\n#html:false\n#deck column:3\n#tags column:4\n#columns:Front;Back;Deck;Tags\n"
        "a < b?;<i>yes</i>;RNN::Basics;one two\n# a comment\n"
    )
    _, questions = imported("anki-text", text, tmp_path)
    assert questions[0]["stem"] == "a < b?"
    assert questions[0]["model_answer"] == "<i>yes</i>"
    assert questions[0]["section"] == "my-deck.rnn.basics"
    assert questions[0]["tags"] == ["one", "two"]


# Moodle and GIFT


def test_gift_of_every_kind(tmp_path):
    haul, questions = imported("gift", (SAMPLES / "quiz.gift").read_text(), tmp_path)
    kinds = " ".join(question["type"] for question in questions)
    assert kinds == "choice multi boolean numeric numeric numeric cloze cloze match short numeric"
    assert {question["section"] for question in questions} == {"my-deck.lstm.gates"}
    assert questions[0]["stem"] == "Which gate keeps {c}?"
    assert questions[0]["choices"][0] == {"text": "forget", "correct": True, "why": "Right: it scales c"}
    assert questions[1]["explanation"] == "Two gates."
    assert questions[3]["answer"] == 3
    assert (questions[4]["answer"], questions[4]["tolerance"]) == (3.14159, {"abs": 0.005})
    assert (questions[5]["answer"], questions[5]["tolerance"]) == (3, {"abs": 2.0})
    assert questions[6]["blanks"] == [{"accept": ["LSTM", "long short-term memory"]}]
    assert questions[7]["stem"] == "A [ [word]] in [[1]] of a line."
    assert questions[8]["distractors"] == ["relu"]
    assert questions[9]["model_answer"] == "Because of the carry."
    assert questions[10]["answer"] == 1.5
    assert [lost.name for lost in haul.lost] == ["Q11", "This only tells something."]


def test_moodle_of_every_kind(tmp_path):
    haul, questions = imported("moodle", (SAMPLES / "quiz.xml").read_text(), tmp_path)
    assert [question["type"] for question in questions] == [
        "choice", "cloze", "numeric", "cloze", "match", "short"
    ]  # fmt: skip
    assert questions[0]["stem"] == "Which is *bounded*? $\\tanh$"
    assert questions[0]["choices"][0]["why"] == "Yes & no"
    assert questions[1]["blanks"] == [{"accept": ["LSTM"], "case": True}]
    assert questions[2]["tolerance"] == {"abs": 0.01}
    assert [blank["accept"] for blank in questions[3]["blanks"]] == [["forget"], ["a"], ["3"]]
    assert questions[4]["distractors"] == ["other"]
    assert questions[5]["model_answer"] == "The carry."
    assert [lost.name for lost in haul.lost] == ["five", "six"]


def test_xml_with_entities_is_refused(tmp_path):
    source = tmp_path / "bomb.xml"
    source.write_text('<!DOCTYPE quiz [<!ENTITY a "aaaa">]><quiz>&a;</quiz>')
    with pytest.raises(InputError, match="entities"):
        import_bank("moodle", source, tmp_path / "b.yaml")


# hashcards


def test_hashcards_of_every_kind(tmp_path):
    text = (SAMPLES / "deck.md").read_text()
    haul, questions = imported("hashcards", text, tmp_path)
    assert [question["type"] for question in questions] == ["short", "cloze", "short"]
    assert questions[0]["section"] == "my-deck.my-deck"
    assert questions[1]["blanks"] == [{"accept": ["forget"]}, {"accept": ["input"]}]
    assert "[sic]" in questions[1]["stem"]
    assert questions[2]["code"] == "x = a[0]"
    assert "here (https://example.org)" in questions[2]["model_answer"]
    assert [lost.name for lost in haul.lost] == ["no answer"]
    assert len(haul.partly) == 1


# What holds for any text


HTML = st.text(st.sampled_from("ab1 *_`$\\()[]{}<>/&;:=!|-.\n\tbipu深，"), max_size=60)
PARTS = r"""<b> </b> <i> </i> <p> </p> <br> <ul> <li> </ul> <pre> </pre> <code> </code> \(x \) \[ \] a*b
** $ ` word &lt; [[1]] {{c1::x}} <sub> <img> <td> <script> </script> 深 。""".split()  # noqa: SIM905
TAGS = st.lists(st.sampled_from([*PARTS, " ", "\n", "- ", "1. "]), max_size=14).map("".join)


@settings(max_examples=400)
@given(HTML | TAGS)
def test_any_html_becomes_a_text_that_can_be_read(html):
    read = marked(html)
    assert problems(read.text) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>bold</b>, <i>italic</i> and <b><i>both</i></b>", "**bold**, *italic* and *both*"),
        ("in<b>si</b>de", "inside"),
        ("<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>after", "- one\n- two\n  - deep\n\nafter"),
        ("\\(a < b\\) and \\[\\frac{1}{2}\\]", "$a < b$ and\n\n$$\\frac{1}{2}$$"),
        ("[$]x[/$] <anki-mathjax>y_t</anki-mathjax>", "$x$ $y_t$"),
        ("<code>h[t] * 2</code>", "`h[t] * 2`"),
        ("a&nbsp;&lt;b&gt;", "a <b>"),
        ("5 $ and 6 $", "5 \\$ and 6 \\$"),
        ('<a href="https://x.org/a">link</a>', "link (https://x.org/a)"),
        ("<div>one</div><div>two</div>", "one\n\ntwo"),
        ("<script>alert(1)</script>text", "text"),
    ],
)
def test_html_reads_as_it_was_meant(html, text):
    assert marked(html).text == text


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(HTML | TAGS, HTML | TAGS), min_size=1, max_size=6))
def test_a_bank_of_any_cards_lints_clean(pairs):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        drafts = []
        for front, back in pairs:
            asked, said = marked(front), marked(back)
            if asked.text.strip() and said.text.strip():
                drafts.append(Draft(key=front + back, fields=recalled(asked.text, said.text, asked.code)))
        target = Path(folder) / "bank.yaml"
        write_bank(drafts, target, "bank", "Bank", "any")
        if drafts:
            assert errors(target) == []


def test_names_become_slugs_that_stay():
    assert slug_of("RNN & LSTM", "deck") == "rnn-lstm"
    assert slug_of("深度学习", "deck") == slug_of("深度学习", "deck") != slug_of("学习", "deck")
    assert slug_of("", "deck") == "deck"
