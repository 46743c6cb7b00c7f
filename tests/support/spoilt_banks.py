# ruff: noqa: E501
"""Ways to spoil a bank file as text: its lines, keys, marks and bytes."""

from __future__ import annotations

import re
from typing import NamedTuple

from quizrnn.bank.model import QUESTION_TYPES

KEY = re.compile(r"^(\s+(?:- )?)([a-z_]+):( |$)")


class Spoilt(NamedTuple):
    """A spoilt bank.

    Attributes:
        raw: The file's bytes.
        row: Line, from 1, on which lint must report an error; None where the fault has no one place.
        column: Column of it, or None.
        last: Last line that will do as well as ``row``: the fault's node may end there.
        clean: Whether the change leaves the bank sound.
    """

    raw: bytes
    row: int | None = None
    column: int | None = None
    last: int | None = None
    clean: bool = False


# -- banks to spoil


def blocks_of(path):
    """Return the lines of each question of a bank file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [place for place, line in enumerate(lines) if line.startswith("  - id: ")]
    return [
        [line for line in lines[start:end] if not re.match(r"\s*(#|follows:|figure:)|\s*$", line)]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def shipped_blocks(content):
    """Return every shipped question and those of the templates, as lines."""
    folders = (content / "banks", content / "templates")
    return [
        block for folder in folders for path in sorted(folder.glob("*.yaml")) for block in blocks_of(path)
    ]


def small_bank(blocks, rng):
    """Return the lines of a bank with a few questions."""
    head = ["bank: my-bank", "title: {en: Mutated, zh: 变异}", "references: {notes: Notes.}", "questions:"]
    chosen = rng.sample(blocks, rng.choice((1, 1, 1, 2, 2, 4)))
    return head + [line for block in chosen for line in block]


# -- ways to spoil one


def join(lines):
    return ("\n".join(lines) + "\n").encode()


def rows(lines, pattern):
    """Return the numbers, from 0, of lines that match and are no part of a block of text."""
    return [place for place in outside_blocks(lines) if re.match(pattern, lines[place])]


def outside_blocks(lines):
    """Yield numbers of lines that are YAML rather than the text of a block scalar or of a folded one."""
    inside = None
    for place, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if inside is not None and (indent > inside or not line.strip()):
            continue
        inside = None
        yield place
        if re.search(r": [|>][-+]?\s*$", line):
            inside = indent + (2 if line.lstrip().startswith("- ") else 0)


def value_at(lines, rng, key, value):
    """Replace the value of a key that stands on a line of its own."""
    found = rows(lines, rf"    {key}: \S")
    if not found:
        place = rows(lines, r"    type: ")[0] + 1
        lines.insert(place, f"    {key}: {value}")
    else:
        place = rng.choice(found)
        lines[place] = f"    {key}: {value}"
    return Spoilt(join(lines), place + 1, len(key) + 7)


def unknown_key(lines, rng):
    place = rng.choice(rows(lines, r"    (stem|type|explanation|sources|section|difficulty):"))
    name = KEY.match(lines[place])[2]
    # Without a type nothing tells which other keys are known.
    others = () if name == "type" else ("zz" + name, "κλειδί")
    lines[place] = lines[place].replace(name, rng.choice((name + "x", name.upper(), *others)), 1)
    return Spoilt(join(lines), place + 1, 5)


def duplicate_key(lines, rng):
    place = rng.choice(rows(lines, r"    (type|section|difficulty|sources|tags): \S.*$"))
    lines.insert(place + 1, lines[place])
    return Spoilt(join(lines), place + 2, 5)


def duplicate_id(lines, rng):
    starts = rows(lines, r"  - id: ")
    start = rng.choice(starts)
    end = next((other for other in starts if other > start), len(lines))
    lines += lines[start:end]
    return Spoilt(join(lines), len(lines) - (end - start) + 1, 9)


def bad_type(lines, rng):
    return value_at(lines, rng, "type", rng.choice(("choise", "Choice", "essay", "1", "формула", "'a b'")))


def other_type(lines, rng):
    place = rng.choice(rows(lines, r"    type: "))
    kinds = list(QUESTION_TYPES)
    kinds.remove(lines[place].split()[1])
    lines[place] = f"    type: {rng.choice(kinds)}"
    return Spoilt(join(lines))


def no_type(lines, rng):
    place = rng.choice(rows(lines, r"    type: "))
    del lines[place]
    start = max(row for row in rows(lines, r"  - id: ") if row < place)
    return Spoilt(join(lines), start + 1, 5)


def bad_difficulty(lines, rng):
    values = ("9", "0", "-1", "hard", "2.5", "[1]", "99999999999999999999", "1e999", "9" * 5000, "true")
    return value_at(lines, rng, "difficulty", rng.choice(values))


def bad_revision(lines, rng):
    return value_at(lines, rng, "revision", rng.choice(("0", "-3", "two", "1.5", "{a: 1}", "0x" + "f" * 90)))


def bad_section(lines, rng):
    return value_at(lines, rng, "section", rng.choice(("nowhere", "'a b'", "lstm.", "[lstm]", "''", "門")))


def bad_follows(lines, rng):
    return value_at(lines, rng, "follows", rng.choice(("nobody", "'a b'", "[]", "''")))


def bad_figure(lines, rng):
    return value_at(
        lines, rng, "figure", rng.choice(("../../etc/passwd", "no-such-figure", "''", "/etc/passwd"))
    )


def bad_source(lines, rng):
    spoilt = value_at(lines, rng, "sources", "[nobody2099]")
    return spoilt._replace(column=spoilt.column + 1)


def bad_corrects(lines, rng):
    return value_at(lines, rng, "corrects", rng.choice(("C999", "''", "[C1]")))


def bad_id(lines, rng):
    place = rng.choice(rows(lines, r"  - id: "))
    lines[place] = f"  - id: {rng.choice(('a b', '-a', 'a/b', '../x', '題', 'x' * 100, '[a]', 'null!'))}"
    return Spoilt(join(lines), place + 1, 9)


def bad_language(lines, rng):
    found = rows(lines, r"      (en|zh): \S")
    if not found:
        return value_at(lines, rng, "stem", "{english: a}")._replace(column=None)
    place = rng.choice(found)
    lines[place] = re.sub(
        r"(en|zh):", rng.choice(("english:", "EN:", "z:", "中文:", "1:")), lines[place], count=1
    )
    return Spoilt(join(lines), place + 1, 7)


def control_character(lines, rng):
    place = rng.randrange(len(lines))
    column = rng.randint(0, len(lines[place]))
    sign = rng.choice("\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x80\x9b\u2028\u2029\u202e\u2066\uffff")
    lines[place] = lines[place][:column] + sign + lines[place][column:]
    return Spoilt(join(lines), place + 1, column + 1)


def private_use(lines, rng):
    found = rows(lines, r"    (stem|explanation): '|      (en|zh): '") or rows(lines, r"    section: ")
    place = rng.choice(found)
    sign = rng.choice("\ue000\uf8ff\U000f0000\U0010fffd\ufdd0\U0001ffff")
    if "section" in lines[place]:
        lines[place] += sign
    else:
        lines[place] = lines[place].replace("'", "'" + sign, 1)
    return Spoilt(join(lines), place + 1)


def not_utf8(lines, rng):
    place = rng.randrange(len(lines))
    column = rng.randint(0, len(lines[place]))
    bad = rng.choice((b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe4\xbd", b"\xc0\xaf"))
    raw = [line.encode() for line in lines]
    raw[place] = lines[place][:column].encode() + bad + b" " + lines[place][column:].encode()
    return Spoilt(b"\n".join(raw) + b"\n", place + 1, column + 1)


def tab(lines, rng):
    place = rng.choice([row for row in outside_blocks(lines) if lines[row].startswith("    ")])
    lines[place] = "\t" + lines[place].lstrip()
    return Spoilt(join(lines), place if place else 1, None, place + 2)


def bad_alias(lines, rng):
    return value_at(lines, rng, "stem", "*nowhere")


def bad_tag(lines, rng):
    tags = (
        "!!python/object/apply:os.system ['true']",
        "!!binary aGk=",
        "!x a",
        "!!set {a}",
        "!<tag:a.b,2000:c> d",
    )
    return value_at(lines, rng, "stem", rng.choice(tags))


def merge_key(lines, rng):
    place = rng.choice(rows(lines, r"    type: "))
    lines.insert(place, "    <<: {difficulty: 2}")
    return Spoilt(join(lines), place + 1, 5)


def second_document(lines, rng):
    place = rng.choice(rows(lines, r"  - id: "))
    lines.insert(place, "---")
    return Spoilt(join(lines), place + 1, 1)


def deep(lines, rng):
    depth = rng.choice((65, 500, 5000, 50000))
    opening, closing = rng.choice(("[]", "{}"))
    inner = (opening + "a: " if opening == "{" else opening) * depth + closing * rng.choice((0, depth))
    return value_at(lines, rng, "stem", inner)._replace(column=None)


def deep_block(lines, rng):
    place = rng.choice(rows(lines, r"    type: "))
    depth = rng.choice((70, 400))
    lines[place + 1 : place + 1] = ["    note:", *(" " * (5 + number) + "a:" for number in range(depth))]
    return Spoilt(join(lines), place + 2, None, place + 2 + depth)


def bomb(lines, rng):
    width, depth = rng.choice(((9, 9), (2, 60), (50, 6)))
    bombs = ["x0: &b0 [a, a, a]"]
    bombs += [f"x{n}: &b{n} [{', '.join([f'*b{n - 1}'] * width)}]" for n in range(1, depth)]
    return Spoilt(join(bombs + lines), 1, None, len(bombs))


def anchors(lines, rng):
    """Anchors and aliases that are harmless."""
    lines[1] = "title: &t {en: Mutated, zh: 变异}"
    place = rng.choice(rows(lines, r"    type: "))
    lines.insert(place, "    hints: [*t]")
    found = [row for row in rows(lines, r"    hints:") if row != place]
    return Spoilt(join(lines), clean=not found)


def line_ends(lines, rng):
    return Spoilt(rng.choice((b"\r\n", b"\n")).join(line.encode() for line in lines) + b"\n", clean=True)


def carriage_returns(lines, _rng):
    return Spoilt("\r".join(lines).encode())


def encodings(lines, rng):
    text = "\n".join(lines)
    encoding = rng.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5hkscs"))
    return Spoilt(text.encode(encoding, "replace"), clean=encoding == "utf-8-sig")


def truncated(lines, rng):
    raw = join(lines)
    return Spoilt(raw[: rng.randrange(len(raw))])


def deleted_lines(lines, rng):
    for _ in range(rng.randint(1, 3)):
        del lines[rng.randrange(len(lines))]
    return Spoilt(join(lines))


def repeated_line(lines, rng):
    place = rng.randrange(len(lines))
    lines.insert(place, lines[rng.randrange(len(lines))])
    return Spoilt(join(lines))


def swapped_lines(lines, rng):
    one, two = rng.sample(range(len(lines)), 2)
    lines[one], lines[two] = lines[two], lines[one]
    return Spoilt(join(lines))


def shifted_line(lines, rng):
    place = rng.randrange(len(lines))
    lines[place] = rng.choice(
        (" " + lines[place], lines[place][1:], "  " + lines[place], lines[place].lstrip())
    )
    return Spoilt(join(lines))


def garbled(lines, rng):
    signs = "abz019 :-{}[]#&*!|>'\"%@`,?\\$_^~\n\té门\U0001f600"
    text = list("\n".join(lines))
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(text))
        text[place] = rng.choice(("", rng.choice(signs), text[place] * 2, rng.choice(signs) + text[place]))
    return Spoilt(("".join(text) + "\n").encode())


def no_value(lines, rng):
    place = rng.choice([row for row in outside_blocks(lines) if KEY.match(lines[row])])
    lines[place] = lines[place].partition(":")[0] + ":" + rng.choice(("", " ~", " null", " ''", " []", " {}"))
    return Spoilt(join(lines))


def open_quote(lines, rng):
    place = rng.choice(rows(lines, r"    (section|type): "))
    lines[place] = lines[place].replace(": ", rng.choice((": '", ': "')), 1)
    return Spoilt(join(lines), place + 1, None, len(lines) + 1)


def escape(lines, rng):
    place = rng.choice(rows(lines, r"    section: ") or rows(lines, r"    type: "))
    bad = rng.choice((r"\q", r"\x1b[31m", r"\0", r"\ud800", r"\U00110000", r"\u202e", r"\sigma", r"\x4"))
    lines[place] = f'    section: "a{bad}"'
    return Spoilt(join(lines), place + 1)


def whole_file(_lines, rng):
    whole = (
        b"", b"\n", b"# nothing\n", b"null\n", b"[]\n", b"{}\n", b"a\n", b"- a\n", b"\0" * 100, b"\xff\xfe", b"---\n...\n",
        b"bank: a\n", b"questions: []\n", b"bank: a\nquestions: a\n", b"bank: a\nquestions: {a: b}\n", b"%YAML 9.9\n---\na\n",
        b"bank: a\nquestions: [1, a, [], {}, ~]\n", b"%TAG ! tag:a,2000:\n---\n!x a\n", b"? [a]\n: b\n", b"*a\n", b"&a\n",
        b"drill: x\n", b"drill: []\n", b"bank: [a]\nquestions: []\n", b"bank: a\nquestions: []\nerrata: [1]\n",
        b"bank: a\nquestions: []\nreleased: 2026-13-99\n", b"bank: a\nreferences: {a: [b]}\nquestions: []\n", b"!!map {bank: a}\n",
        b"bank: a\nquestions: [{id: a, type: bug, stem: s, code: c, line: 9999999999, fix: d}]\n", b"\xef\xbb\xbf\xef\xbb\xbfbank: a\n",
    )  # fmt: skip
    return Spoilt(rng.choice(whole))
