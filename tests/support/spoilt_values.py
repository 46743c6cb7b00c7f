# ruff: noqa: E501
"""Ways to spoil what a bank says: texts, maths, expressions, shapes; and banks that are large."""

from __future__ import annotations

import json
import re

from spoilt_banks import (
    Spoilt,
    anchors,
    bad_alias,
    bad_corrects,
    bad_difficulty,
    bad_figure,
    bad_follows,
    bad_id,
    bad_language,
    bad_revision,
    bad_section,
    bad_source,
    bad_tag,
    bad_type,
    bomb,
    carriage_returns,
    control_character,
    deep,
    deep_block,
    deleted_lines,
    duplicate_id,
    duplicate_key,
    encodings,
    escape,
    garbled,
    join,
    line_ends,
    merge_key,
    no_type,
    no_value,
    not_utf8,
    open_quote,
    other_type,
    private_use,
    repeated_line,
    second_document,
    shifted_line,
    swapped_lines,
    tab,
    truncated,
    unknown_key,
    value_at,
    whole_file,
)

from quizrnn.paths import content_dir

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
