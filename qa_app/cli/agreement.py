"""How far do raters agree in a table that anybody may have made? No instance, no database; for checking our figures."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from qa_app.cli.frame import EXIT_BAD_INPUT
from qa_app.domain.agreement import AT_LEAST, RESAMPLES, SEED, agreement
from qa_app.domain.agreement_words import DEFINITIONS, WHAT, in_plain_words, prevalence_note
from qa_app.imports.ratings import MAX_BYTES, read_grades, read_ratings

if TYPE_CHECKING:
    from typing import BinaryIO

    from qa_app.domain.agreement import Agreement

_COEFFICIENTS = tuple(WHAT)
_PLAIN = ("units", "pairs", "exact", "within_one", "mean_signed_difference")


@click.command("agreement")
@click.argument("ratings", type=click.File("rb"))
@click.option(
    "--grades", required=True, metavar="WORST,…,BEST", help="All grades of the scale in order, used or not."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--at-least",
    type=click.IntRange(0),
    default=AT_LEAST,
    show_default=True,
    help="No coefficient below so many pairs.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=SEED, show_default=True, help="Of the bootstrap intervals."
)
def agreement_of_ratings(ratings: BinaryIO, grades: str, as_json: bool, at_least: int, seed: int) -> None:
    """How far raters agree in RATINGS, a CSV file (- is standard input).

    Its first row has the raters' names; then comes a row for each case. An empty cell is "not rated".
    """
    try:
        scale = read_grades(grades)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--grades") from None
    content = ratings.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        click.echo(f"The file is larger than {MAX_BYTES // 2**20} MB. Split it into smaller ones.", err=True)
        sys.exit(EXIT_BAD_INPUT)
    reading = read_ratings(content, scale)
    if reading.ratings is None:
        for problem in reading.problems:
            click.echo(problem.sentence, err=True)
        sys.exit(EXIT_BAD_INPUT)
    found = agreement(reading.ratings, at_least=at_least, seed=seed)
    if as_json:
        click.echo(json.dumps(_as_json(found, reading.raters, scale, seed), ensure_ascii=False, indent=2))
    else:
        click.echo(_as_text(found, reading.raters, scale))


def _as_json(
    found: Agreement, raters: tuple[str, ...], scale: tuple[str, ...], seed: int
) -> dict[str, object]:
    """Exactly the names that the help and the documentation promise, and how the figures were made."""
    return {
        **{name: getattr(found, name) for name in _PLAIN},
        **{name: asdict(getattr(found, name)) for name in _COEFFICIENTS},
        "grades": scale,
        "raters": raters,
        "seed": seed,
        "resamples": RESAMPLES,
        "definitions": DEFINITIONS,
    }


def _as_text(found: Agreement, raters: tuple[str, ...], scale: tuple[str, ...]) -> str:
    """A table with words beside each number."""
    rows = [
        ("Raters", f"{len(raters):,}"),
        ("Scale", f"{len(scale)} grades, {scale[0]} (worst) to {scale[-1]} (best)"),
        ("Units graded at least twice", f"{found.units:,}"),
        ("Pairs of grades", f"{found.pairs:,}"),
        ("Same grade", _share(found.exact, found.pairs)),
        ("Same or next grade", _share(found.within_one, found.pairs)),
        ("Mean signed difference", _difference(found, raters)),
    ]
    for name in _COEFFICIENTS:
        estimate = getattr(found, name)
        rows.append(
            (
                WHAT[name],
                f"{estimate.words}, n = {found.pairs:,} pairs"
                if estimate.value is not None
                else estimate.words,
            )
        )
        words = in_plain_words(name, estimate)
        rows += [("", words)] if words else []
    widest = max(len(name) for name, _ in rows)
    lines = [f"{name:<{widest}}  {said}" for name, said in rows]
    note = prevalence_note(found)
    return "\n".join([*lines, "", note] if note else lines)


def _share(share: float | None, pairs: int) -> str:
    return "no pairs" if share is None else f"{100 * share:.1f}% of {pairs:,} pairs"


def _difference(found: Agreement, raters: tuple[str, ...]) -> str:
    mean = found.mean_signed_difference
    if len(raters) != 2:
        return "only for exactly two raters"
    if mean is None:
        return "no pairs"
    first, second = raters
    if not round(mean, 2):
        return f"{first} and {second} are level on average"
    return f"{mean:+.2f} grade steps: {first} grades {'higher' if mean > 0 else 'lower'} than {second} on average"
