"""Lint of banks and drills: everything that can be known without checking an answer or running code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from quizrnn.bank.article import Article
from quizrnn.bank.article_load import load_article, load_references
from quizrnn.bank.drills_load import parse_drill
from quizrnn.bank.library_files import bank_paths
from quizrnn.bank.lint_carried import lint_carried
from quizrnn.bank.lint_choices import lint_choices
from quizrnn.bank.lint_links import lint_links
from quizrnn.bank.lint_model import Finding, Item, LintContext, error_finding, fault_finding
from quizrnn.bank.lint_released import lint_released
from quizrnn.bank.lint_similar import lint_similar
from quizrnn.bank.lint_texts import lint_texts
from quizrnn.bank.load import parse_bank
from quizrnn.bank.source import Source, read_yaml
from quizrnn.errors import InputError
from quizrnn.text import Text

__all__ = ["Finding", "Item", "LintContext", "Read", "lint_paths", "lint_read", "read_context", "read_paths"]


class Read(NamedTuple):
    """Files as lint reads them.

    Attributes:
        questions: Every question without a fault of its own.
        drills: Every drill whose types are right.
        findings: What reading them brought to light.
        sources: Every file that is YAML.
        broken: Files that are not.
    """

    questions: list[Item]
    drills: list[Item]
    findings: list[Finding]
    sources: list[Source]
    broken: list[Path]


def read_context(
    content: Path,
    *,
    notation: Callable[[str], Sequence[Text]],
    parameter_names: Callable[[str], set[str]],
    plain: Callable[[str], str] = str,
) -> LintContext:
    """Read what banks may refer to.

    Args:
        content: Folder of the shipped content.
        notation: Returns what is wrong with a text's markup (``quizrnn.notation.problems``).
        parameter_names: Returns the parameters that a text names (``quizrnn.notation.parameter_names``).
        plain: Returns a text without its markup (``quizrnn.notation.to_plain``).

    Raises:
        InputError: If the article or the references cannot be read.
    """
    figures: dict[str, set[str]] = {}
    for path in sorted((content / "figures").glob("*.txt")):
        name, _, lang = path.name.removesuffix(".txt").partition(".")
        figures.setdefault(name, set()).add(lang or "en")
    article_path, references_path = content / "article.yaml", content / "references.yaml"
    return LintContext(
        content,
        load_article(article_path) if article_path.exists() else Article(sections=[]),
        frozenset(load_references(references_path) if references_path.exists() else ()),
        {name: frozenset(languages) for name, languages in figures.items()},
        notation,
        parameter_names,
        plain,
    )


def lint_paths(paths: Sequence[Path], context: LintContext) -> list[Finding]:
    """Lint bank and drill files, and folders of them.

    Args:
        paths: What to lint; ids and follow-ups of the shipped banks are known besides.
        context: What they may refer to.

    Raises:
        InputError: If a path is not there.
    """
    return lint_read(read_paths(paths, context), context)


def read_paths(paths: Sequence[Path], context: LintContext) -> Read:
    """Read bank and drill files, gathering what is wrong with them.

    Raises:
        InputError: If a path is not there.
    """
    read = _nothing_read()
    seen: set[Path] = set()
    for path in (file for given in paths for file in _files(given)):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        try:
            _read_file(path, context, read)
        except InputError as error:
            read.findings.append(error_finding(error, "yaml"))
            read.broken.append(path)
    return read


def lint_read(read: Read, context: LintContext) -> list[Finding]:
    """Lint what has been read, findings of the reading included, in the order of files and lines."""
    background = _background(read, context)
    banks = background.questions
    items = [*read.questions, *read.drills]
    findings = list(read.findings)
    findings += lint_links(read.questions, read.drills, banks, context)
    findings += lint_texts(items, context)
    findings += lint_carried(items, context)
    findings += lint_choices(read.questions)
    findings += lint_similar(read.questions, banks)
    findings += _lint_released(read, background, context)
    order = {item.source.path: number for number, item in enumerate(items)}
    findings.sort(
        key=lambda finding: (
            order.get(finding.path, -1),
            str(finding.path),
            finding.row or 0,
            finding.column or 0,
            finding.code,
        )
    )
    return findings


def _files(path: Path) -> Iterator[Path]:
    """Yield the bank and drill files that a path names: of a content folder, those of both kinds."""
    parts = [folder for folder in (path / "banks", path / "drills") if folder.is_dir()]
    for part in parts or [path]:
        if part in parts and not any(part.glob("*.y*ml")):
            continue
        yield from bank_paths(part)


def _read_file(path: Path, context: LintContext, read: Read) -> None:
    source = read_yaml(path)
    read.sources.append(source)
    shipped = context.ships(path)
    if isinstance(source.data, dict) and "drill" in source.data and "questions" not in source.data:
        parsed_drill = parse_drill(source)
        read.findings.extend(fault_finding(fault, source) for fault in parsed_drill.faults)
        if parsed_drill.drill is not None:
            read.drills.append(Item(parsed_drill.drill, source, (), None, shipped))
        return
    parsed = parse_bank(source)
    read.findings.extend(fault_finding(fault, source) for fault in parsed.faults)
    if parsed.bank is not None:
        read.questions.extend(
            Item(question, source, ("questions", place), parsed.bank, shipped)
            for place, question in zip(parsed.places, parsed.bank.questions, strict=True)
        )


def _background(read: Read, context: LintContext) -> Read:
    """Read the shipped banks that are not linted themselves: their ids are taken, and may be followed."""
    linted = {path.resolve() for path in (*(source.path for source in read.sources), *read.broken)}
    known = _nothing_read()
    for path in sorted((context.content / "banks").glob("*.y*ml")):
        if path.resolve() not in linted:
            try:
                _read_file(path, context, known)
            except InputError:
                known.broken.append(path)
    return known


def _lint_released(read: Read, background: Read, context: LintContext) -> Iterator[Finding]:
    """Yield breaks with what was released, where shipped files are linted."""
    linted = [source for source in read.sources if context.ships(source.path)]
    if not linted:
        return
    drills = {path.stem for path in (context.content / "drills").glob("*.yaml")}
    broken = any(context.ships(path) for path in (*read.broken, *background.broken))
    yield from lint_released(
        read.questions, [*linted, *background.sources], drills, context, whole=not broken
    )


def _nothing_read() -> Read:
    return Read([], [], [], [], [])
