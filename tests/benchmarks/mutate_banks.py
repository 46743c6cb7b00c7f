# ruff: noqa: E501
"""Lint on banks that were spoilt at random: no traceback, right exit codes, right places, never long.

Run by hand for the large numbers, ``python tests/benchmarks/mutate_banks.py 5000 --jobs 2``; the suite takes
some of each kind (``tests/unit/cli/test_lint_mutations.py``). A mutation knows its place where its fault has
just one.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from quizrnn.bank.model import QUESTION_TYPES
from quizrnn.cli.main import main as quizrnn
from quizrnn.paths import content_dir

LIMIT = 10.0
"""Seconds that lint may take for one bank, whatever is in it; of its processor, lest other work count."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
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


class Sentry(NamedTuple):
    """What came of one mutation."""

    name: str
    seed: int
    seconds: float
    code: int
    complaints: list[str]


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


TEXTS = (
    "$", "$$", "`", "*", "**", "_", "\\", "\\$", "[[1]]", "[[", "{", "}", "$\\frac{", "$x_{", "$\\left(", "- a ",
    "(", "$a$", "a ", "门", "\\param{H}", "{H}", "$\\begin{foo}", "$\\begin{pmatrix}", "$\\sqrt", "***", "``", "1. ", "$^",
    "\u0301", "\u200b", "\U0001f600", "“", "A", "&", "<b>", "::", "{{c1::", "|", "#", "%",
)  # fmt: skip


def long_text(lines, rng):
    sign = rng.choice(TEXTS)
    many = rng.choice((1, 2, 3, 50, 1000, 30000))
    return value_at(lines, rng, "stem", json.dumps(sign * many, ensure_ascii=False))._replace(row=None)


def broken_math(lines, rng):
    found = [row for row in range(len(lines)) if re.search(r"\$[^$]+\$", lines[row])]
    if not found:
        return long_text(lines, rng)
    place = rng.choice(found)
    match = rng.choice(list(re.finditer(r"\$[^$]+\$", lines[place])))
    body = match[0]
    cut = rng.randrange(1, len(body))
    signs = (
        "{",
        "}",
        "\\",
        "_",
        "^",
        "&",
        "%",
        "#",
        "\\left(",
        "\\nosuch",
        "\\begin{foo}",
        "\\\\",
        "~",
        "\\frac",
    )
    body = rng.choice((body[:cut] + body[cut + 1 :], body[:cut] + rng.choice(signs) + body[cut:]))
    lines[place] = lines[place][: match.start()] + body + lines[place][match.end() :]
    return Spoilt(join(lines))


EXPRESSIONS = (
    "9**9**9", "H**H**H**H", "1/0", "0/0", "__import__('os').system('true')", "a.b.c", "(" * 5000, "(" * 300 + "1" + ")" * 300,
    "1e308*1e308", "-" * 3000 + "1", "lambda: 0", "[x for x in y]", "f" * 20000, "", "H H", "1 +", "∞", "0x1F", "H if H else H",
    "'a'*10**9", "10**10**10", "comb(10**6, 5*10**5)", "factorial(10**7)", "2**H**H", "f@" * 500 + "f", "+".join(["H"] * 3000),
    "H" + ".T" * 2000, "concat([" + "f, " * 2000 + "f])", "sum(" * 200 + "f" + ")" * 200, "nan", "inf", "1_0", "1,0", "１２",
    "f[" + ":" * 500 + "]", "f[::-1]", "f[10**9]", "exp(exp(exp(exp(100))))", "log(0)", "sqrt(-1)", "{}", "a\\nb", "norm(f)**0.5",
)  # fmt: skip


def hostile_expression(lines, rng):
    kinds = {
        "numeric": ["params: {H: {int: [1, 900]}}", "stem: 'How many, {H}?'"],
        "formula": ["target: c", "variables: {f: [B, H], g: [H, H]}", "stem: Write c."],
    }
    kind = rng.choice(list(kinds))
    expression = json.dumps(rng.choice(EXPRESSIONS))
    key = rng.choice(('answer: "f"', "mistakes"))
    if kind == "numeric":
        key = key.replace('"f"', "H*H")
    own = [f"answer: {expression}"] if key != "mistakes" else [
        f"answer: {'f' if kind == 'formula' else 'H*H'}", f"mistakes: [{{formula: {expression}, why: No.}}]"
    ]  # fmt: skip
    lines += [
        "  - id: my-bank-hostile",
        f"    type: {kind}",
        *(f"    {one}" for one in (*kinds[kind], *own)),
    ]
    return Spoilt(join(lines))


SHAPES = (
    "[1000000000, 1000000000]", "[B, 0]", "[-1]", "[B" + ", B" * 100 + "]", "['9**9**9']", "['B*10**12', H]", "[H-H]",
    "['__import__(1)']", "[1.5]", "['']", "B", "{}", "[[B]]", "[true]", "[H/2]", "['B'*9]", "['H,D']", "[999999999999]",
    "[H*H*H*H*H*H, H*H*H*H*H*H]", "['(((((B)))))']",
)  # fmt: skip


def hostile_shape(lines, rng):
    lines += [
        "  - id: my-bank-shape", "    type: formula", "    stem: Write c.", "    target: c",
        f"    variables: {{f: {rng.choice(SHAPES)}, g: [H]}}", f"    answer: {rng.choice(('f', 'g', 'f*g', 'f @ f.T', 'sum(f)'))}",
    ]  # fmt: skip
    return Spoilt(join(lines))


PARAMS = (
    "{int: [1, 9223372036854775807]}", "{int: [-9223372036854775808, 0]}", "{int: [5, 1]}", "{int: [1]}", "{float: [0, 1e308]}",
    "{float: [0.5, 0.5], digits: 12}", "{float: [.nan, 1]}", "{one_of: []}", "{one_of: [a, b]}", "{one_of: [1, a, 2.5]}",
    "{}", "{int: [1, 2], float: [1, 2]}", "{digits: 3}", "{int: [0, 3]}", "{float: [1e-300, 1e300], digits: 0}", "[1, 2]", "5",
    "{int: [1.5, 2.5]}", "{one_of: [[1]]}", "{one_of: [true]}", "{int: {a: 1}}", "{int: ['1', '2']}", "{float: [-1, 1]}",
)  # fmt: skip


def hostile_params(lines, rng):
    answers = (
        "H",
        "1/H",
        "H**H",
        "log(H)",
        "2**H",
        "H*H/H",
        "sqrt(H)",
        "0",
        "H - H",
        "1e308*H",
        "H**0.5",
        "abs(H)",
    )
    tolerance = rng.choice(
        ("", "{rel: 1e-3}", "{abs: -1}", "{rel: x}", "{}", "{rel: 1e999}", "0.1", "{abs: 0}")
    )
    lines += [
        "  - id: my-bank-params", "    type: numeric", "    stem: 'How many for {H}?'", f"    answer: {rng.choice(answers)}",
        f"    params: {{{rng.choice(('H', 'H', 'lambda', '1', 'H H', '门', '_', 'x' * 300))}: {rng.choice(PARAMS)}}}",
        *([f"    tolerance: {tolerance}"] if tolerance else []), *rng.choice(([], ["    unit: ''"], ["    prints: true"])),
    ]  # fmt: skip
    return Spoilt(join(lines))


def hostile_parts(lines, rng):
    parts = rng.choice(
        (
            ["type: cloze", "stem: 'a [[99999999999999999999]] [[1]]'", "blanks: [{accept: [a]}]"],
            ["type: cloze", "stem: 'a [[0]]'", "blanks: [{accept: ['|']}, {accept: ['']}]"],
            ["type: cloze", f"stem: '{'[[1]]' * 2000}'", "blanks: [{accept: [a]}]"],
            ["type: cloze", "stem: 'a [[1]]'", f"blanks: [{{accept: [{', '.join('a' + str(n) for n in range(300))}]}}]"],
            ["type: bug", "stem: a", "code: |", "  a", "line: [1, 99, -1]", "fix: b"],
            ["type: bug", "stem: a", "code: ''", "line: 1", "fix: ''"],
            ["type: bug", "stem: a", f"code: {json.dumps(chr(10).join(['a = 1'] * 1500))}", "line: 7", "fix: b"],
            ["type: order", "stem: a", "items: [a, a, a]"],
            ["type: order", "stem: a", f"items: [{', '.join(f'i{n}' for n in range(27))}]"],
            ["type: match", "stem: a", "pairs: [{left: a, right: b}, {left: a, right: b}]", "distractors: [b]"],
            ["type: match", "stem: a", "pairs: [{left: a, right: b}, {left: c, right: b}]"],
            ["type: choice", "stem: a", "choices: [{text: a, correct: true}, {text: a}, {text: ' a '}]"],
            ["type: choice", "stem: a", "choices: [{text: a, correct: 'yes'}, {text: b}]"],
            ["type: multi", "stem: a", "choices: [{text: a, correct: true}, {text: b, correct: true}]"],
            ["type: multi", "stem: a", f"choices: [{', '.join(f'{{text: i{n}, correct: true}}' for n in range(40))}]"],
            ["type: short", "stem: a", "rubric: [{point: a, keywords: {en: a}}]", "model_answer: b"],
            ["type: short", "stem: a", f"rubric: [{', '.join(f'{{point: i{n}}}' for n in range(200))}]", "model_answer: b"],
            ["type: boolean", "stem: a", "answer: perhaps"],
            ["type: boolean", "stem: a", "answer: true", "code: |", "  a", "prints: true"],
            ["type: numeric", "stem: a", "answer: 4", "code: print(4)", "prints: true"],
        )
    )  # fmt: skip
    lines += ["  - id: my-bank-parts", *(f"    {part}" for part in parts)]
    return Spoilt(join(lines))


def whole_shipped(_lines, rng):
    """A shipped bank as a pack of one's own, with one line garbled: large, and its ids its own."""
    path = rng.choice(sorted((content_dir() / "banks").glob("*.yaml")))
    lines = path.read_text(encoding="utf-8").splitlines()
    return rng.choice((garbled, deleted_lines, shifted_line, not_utf8, control_character, truncated))(
        lines, rng
    )


def huge(lines, rng):
    size = rng.choice((1 << 20, (16 << 20) + 1))
    sign = rng.choice((b"a", b"\n", b"- a\n", b"[", b"# a\n", b"a: b\n", b" "))
    return Spoilt(join(lines) + sign * (size // len(sign)))


def many_questions(lines, rng):
    count = rng.choice((200, 1500))
    lines += [
        line
        for number in range(count)
        for line in (
            f"  - id: q-{number}",
            "    type: boolean",
            f"    stem: Is {number} even?",
            "    answer: true",
        )
    ]
    return Spoilt(join(lines))


SMALL = (
    unknown_key, duplicate_key, duplicate_id, bad_type, other_type, no_type, bad_difficulty, bad_revision, bad_section,
    bad_follows, bad_figure, bad_source, bad_corrects, bad_id, bad_language, control_character, private_use, not_utf8, tab,
    bad_alias, bad_tag, merge_key, second_document, deep, deep_block, bomb, anchors, line_ends, carriage_returns, encodings,
    truncated, deleted_lines, repeated_line, swapped_lines, shifted_line, garbled, no_value, open_quote, escape, whole_file,
    long_text, broken_math, hostile_expression, hostile_shape, hostile_params, hostile_parts,
)  # fmt: skip
LARGE = (whole_shipped, huge, many_questions)


# -- lint, and what must hold of it


def run_lint(path, output_format="json"):
    """Run the command as a shell would and return exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    code = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            quizrnn(["lint", "--lang", "en", "--format", output_format, str(path)])
        except SystemExit as ended:
            code = ended.code
    return code, out.getvalue(), err.getvalue()


def complaints_about(path, spoilt, code, out, err):
    """Return what does not hold of one run of lint."""
    if code == 2:
        return [] if re.fullmatch(r"quizrnn: \S.*\n", err) and not out else [f"exit code 2 says: {err!r}"]
    if code not in (0, 1):
        return [f"exit code {code}"]
    found = json.loads(out)["findings"]
    errors = [finding for finding in found if finding["level"] == "error"]
    wrong = [f"stderr: {err!r}"] if err else []
    if bool(errors) != (code == 1):
        wrong.append(f"exit code {code} with {len(errors)} errors")
    text = spoilt.raw.decode("utf-8-sig", "replace")
    lines = re.split(r"\r\n|\r|\n", text)
    for finding in found:
        row, column, message = finding["line"], finding["column"], finding["message"]
        if Path(finding["path"]) != path:
            wrong.append(f"names {finding['path']}")
        if not message.strip() or CONTROL.search(message) or len(message) > 3000:
            wrong.append(f"message {message[:200]!r}")
        if row is None:
            # The whole file is at fault only where no line of it is: too large.
            if "larger than" not in message:
                wrong.append(f"no line: {message}")
        elif not 1 <= row <= len(lines) + 1:
            wrong.append(f"line {row} of {len(lines)}: {message}")
        elif not 1 <= column <= len(lines[min(row, len(lines)) - 1]) + 2:
            wrong.append(f"column {column} of line {row}: {message}")
    if spoilt.row is not None:
        last = spoilt.last or spoilt.row
        there = [one for one in errors if one["line"] is not None and spoilt.row <= one["line"] <= last]
        if not there:
            at = [(one["line"], one["column"], one["message"]) for one in errors[:3]]
            wrong.append(f"no error on lines {spoilt.row} to {last} but at {at}")
        elif spoilt.column is not None and spoilt.column not in [one["column"] for one in there]:
            wrong.append(
                f"no error at column {spoilt.column}, but {[(o['column'], o['message']) for o in there]}"
            )
    if spoilt.clean and errors:
        wrong.append(f"sound, and yet: {[(one['line'], one['message']) for one in errors[:3]]}")
    return wrong


def try_one(number, blocks, folder, mutators=SMALL):
    """Spoil a bank with a seed, lint it, and return what came of it."""
    rng = random.Random(f"mutation:{number}")
    mutate = mutators[number % len(mutators)]
    spoilt = mutate(small_bank(blocks, rng), rng)
    path = folder / "spoilt.yaml"
    path.write_bytes(spoilt.raw)
    start = time.process_time()
    try:
        code, out, err = run_lint(path)
        wrong = complaints_about(path, spoilt, code, out, err)
    except Exception as error:  # noqa: BLE001
        code, wrong = -1, [f"{type(error).__name__}: {error}"]
    return Sentry(mutate.__name__, number, time.process_time() - start, code, wrong)


def bare_content(folder):
    """Make a content folder with what banks refer to and without banks, so that a small bank is linted fast."""
    shipped = content_dir()
    bare = folder / "content"
    (bare / "banks").mkdir(parents=True)
    for name in ("article.yaml", "references.yaml", "figures"):
        (bare / name).symlink_to(shipped / name)
    return bare


# -- the large run


def _batch(numbers):
    blocks = shipped_blocks(content_dir())
    done = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["QUIZRNN_HOME"] = str(folder / "home")
        bare = bare_content(folder)
        for number in numbers:
            if number % 100 < 4:
                done.append(try_one(number, blocks, folder, LARGE))
            else:
                with mock.patch("quizrnn.paths.content_dir", return_value=bare):
                    done.append(try_one(number, blocks, folder))
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    numbers = range(asked.first, asked.first + asked.count)
    batches = [numbers[start : start + 50] for start in range(0, len(numbers), 50)]
    done = []
    with ProcessPoolExecutor(asked.jobs) as pool:
        for one in (one for batch in pool.map(_batch, batches) for one in batch):
            done.append(one)
            if one.complaints or one.seconds > LIMIT:
                print(
                    f"{one.name} {one.seed}: {one.seconds:.1f} s, exit {one.code}: {'; '.join(one.complaints)[:900]}"
                )
                sys.stdout.flush()
    bad = sum(bool(one.complaints or one.seconds > LIMIT) for one in done)
    print(f"{len(done)} banks, exit codes {dict(Counter(one.code for one in done))}, {bad} complaints")
    for one in sorted(done, key=lambda one: -one.seconds)[:8]:
        print(f"  {one.seconds:6.2f} s  {one.name} {one.seed}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
