"""What other programs read in our files: small parsers, written to their documentation and source."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin


def shown(markdown):
    """Return the text that a program shows of Markdown, code and LaTeX included, without any blanks."""
    parser = (
        MarkdownIt("commonmark", {"html": True})
        .enable("strikethrough")
        .use(dollarmath_plugin, double_inline=True)
    )
    found = []

    def visit(tokens):
        for token in tokens:
            if token.children:
                visit(token.children)
            elif token.type in ("html_inline", "html_block"):
                found.append(re.sub(r"</?(?:code|details|summary)>|<!--quizrnn:\S+?-->", "", token.content))
            elif token.type == "fence" or not token.hidden:
                found.append(token.content)

    visit(parser.parse(markdown))
    return squeezed("".join(found))


def squeezed(text):
    """Return a text without blanks."""
    return "".join(text.split())


def obsidian_cards(note):
    """Return front, back and comment of each card in a note, as the spaced-repetition plugin splits it.

    A blank line ends a card, ``?`` alone parts it, only the first ``::`` of a line counts and makes the line
    a card by itself, a fence is skipped over, and a line that begins with a comment takes the next with it.
    """
    cards, text, kind = [], [], None
    lines = note.split("\n")
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if not line.strip():
            if kind:
                cards.append((kind, "\n".join(text)))
            text, kind = [], None
            continue
        if line.startswith("<!--") and not line.startswith("<!--SR:"):
            place += 1
            continue
        text.append(line)
        marked = line.find("::")
        if marked >= 0:
            cards.append(("inline", line))
            text, kind = [], None
        elif line.strip() in ("?", "??"):
            kind = "basic"
        elif line.startswith(("```", "~~~")):
            while place < len(lines) and not lines[place].startswith(line[:3]):
                text.append(lines[place])
                place += 1
            text.append(line[:3])
            place += 1
        elif kind is None and re.search(r"==.*?==", line):
            kind = "cloze"
    if kind:
        cards.append((kind, "\n".join(text)))
    return cards


def hashcards(deck):
    """Return the cards of a hashcards deck: ("Q", question, answer) and ("C", text), one a gap.

    Raises:
        ValueError: If an answer has no question, or a question no answer.
    """
    head, _, body = deck.removeprefix("---\n").partition("\n---\n")
    assert head == 'name = "quizrnn"'
    cards, state = [], []

    def finish():
        if not state:
            return
        if state[0] == "Q":
            raise ValueError("a question without answer")
        if state[0] == "A":
            cards.append(("Q", state[1].strip(), state[2].strip()))
        else:
            gaps = re.findall(r"(?<!\\)\[(.*?)(?<!\\)\]", state[1], re.DOTALL)
            cards.extend(("C", state[1].strip(), gap) for gap in gaps)
        state.clear()

    for line in body.split("\n"):
        if line == "---":
            finish()
        elif line.startswith("Q:"):
            finish()
            state[:] = ["Q", line[2:]]
        elif line.startswith("A:"):
            if not state or state[0] != "Q":
                raise ValueError("an answer without question")
            state[:] = ["A", state[1], line[2:]]
        elif line.startswith("C:"):
            finish()
            state[:] = ["C", line[2:]]
        elif state:
            state[-1] += "\n" + line
    finish()
    return cards


def edn(text):
    """Return the value of EDN: maps with keywords, vectors, sets, strings and whole numbers."""
    token = re.compile(r'\s*(?:,\s*)?(#\{|[{}\[\]]|:[\w-]+|-?\d+|"(?:\\.|[^"\\])*")', re.DOTALL)
    place = 0

    def value():
        nonlocal place
        found = token.match(text, place)
        assert found, text[place : place + 40]
        place = found.end()
        match found[1]:
            case "{":
                items = until("}")
                return dict(zip(items[::2], items[1::2], strict=True))
            case "#{":
                items = until("}")
                assert len(set(items)) == len(items)
                return set(items)
            case "[":
                return until("]")
            case "}" | "]" as end:
                return Ellipsis, end
        if found[1][0] == '"':
            escapes = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
            return re.sub(r"\\(.)", lambda one: escapes[one[1]], found[1][1:-1], flags=re.DOTALL)
        return found[1] if found[1][0] == ":" else int(found[1])

    def until(end):
        items = []
        while (item := value()) != (Ellipsis, end):
            items.append(item)
        return items

    result = value()
    assert not text[place:].strip()
    return result
