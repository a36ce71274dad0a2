"""`otvet eval`: labelled data -> scores, as a table or as JSON. The harness is loaded only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from service.commands import (
    evaluate_answers,
    evaluate_cases,
    evaluate_compare,
    evaluate_encoder,
    evaluate_guardrail,
    evaluate_impact,
    evaluate_import,
    evaluate_judge,
    evaluate_report,
    evaluate_runs,
)
from service.commands.console import InputInvalid, Json, paper, print_json, quiet_settings, say
from service.commands.harness import failures, progress

app = typer.Typer(help="Measure quality on labelled data.", no_args_is_help=True, pretty_exceptions_enable=False)
# A shell expands `--queries *.jsonl` to one option and several files; `spread` gives each file its option.
SPREAD = frozenset(
    {"--articles", "--queries", "--noanswer", "--out-of-scope", "--cases", "--labelled", "--part", "--columns"}
)

app.command("answers")(evaluate_answers.answers)
app.command("cases")(evaluate_cases.cases)
app.command("compare")(evaluate_compare.compare)
app.command("encoder")(evaluate_encoder.encoder)
app.command("guardrail")(evaluate_guardrail.guardrail)
app.command("impact")(evaluate_impact.impact)
app.command("import")(evaluate_import.import_)
app.command("judge")(evaluate_judge.judge)
app.command("replay")(evaluate_runs.replay)
app.command("report")(evaluate_report.report)
app.command("run")(evaluate_runs.run)


class Protocol(StrEnum):
    A = "A"
    B = "B"
    CROSS = "cross"


def spread(arguments: list[str]) -> list[str]:
    """``--queries a b`` -> ``--queries a --queries b``, for the options of `otvet eval`."""
    if arguments[:1] != ["eval"]:
        return arguments
    result: list[str] = []
    option: str | None = None
    for argument in arguments:
        if argument.startswith("-"):
            option = argument if argument in SPREAD else None
        elif option is not None and result[-1] != option:
            result.append(option)
        result.append(argument)
    return result


@app.command()
def retrieval(
    articles: Annotated[list[Path], typer.Option(help="JSONL files of articles; all go into one index.")],
    queries: Annotated[list[Path], typer.Option(help="JSONL files of queries with their relevant articles.")],
    noanswer: Annotated[list[Path] | None, typer.Option(help="JSONL files of queries that nothing answers.")] = None,
    protocol: Annotated[Protocol, typer.Option(help="How slices are scored.")] = Protocol.A,
    as_json: Json = False,
) -> None:
    """Score the search: hit@k, MRR, nDCG per slice, and how well it knows what it cannot answer."""
    settings = quiet_settings()
    from eval.retrieval import evaluate, table

    with failures(), progress() as tell:
        report = evaluate(
            articles, queries, noanswer or [], protocol=protocol.value, embedder=settings.embedder, progress=tell
        )
    if as_json:
        print_json(report)
    else:
        paper().print(table(report))


@app.command()
def confidence(
    articles: Annotated[list[Path], typer.Option(help="JSONL files of articles; all go into one index.")],
    queries: Annotated[list[Path], typer.Option(help="JSONL files of queries with their relevant articles.")],
    noanswer: Annotated[list[Path] | None, typer.Option(help="JSONL files of queries that nothing answers.")] = None,
    out_of_scope: Annotated[list[Path] | None, typer.Option(help="JSONL files of questions of other trades.")] = None,
    as_json: Json = False,
) -> None:
    """Score the confidence: how well it tells what the articles answer, and how far it can be taken at its word."""
    settings = quiet_settings()
    from eval.confidence import evaluate
    from eval.confidence_table import table

    with failures(), progress() as tell:
        report = evaluate(
            articles, queries, noanswer or [], out_of_scope or [], embedder=settings.embedder, progress=tell
        )
    if as_json:
        print_json(report)
    else:
        paper().print(table(report))


@app.command()
def search(
    data: Annotated[Path, typer.Argument(file_okay=False, help="Folder of knowledge bases with labelled queries.")],
    only: Annotated[str, typer.Option(help="Only knowledge bases whose name holds this.")] = "",
    as_json: Json = False,
) -> None:
    """Compare the legs of the search on every knowledge base of a folder: lexical, dense, fused, reranked."""
    settings = quiet_settings()
    from eval.legs import compare_legs, workloads
    from eval.legs_table import table
    from kb_index.ranking.open import open_reranker

    reranker = open_reranker(settings.reranker)
    with failures():
        found = [one for one in workloads(data) if only in one.name]
        report = compare_legs(found, embedder=settings.embedder, reranker=reranker, progress=say)
    if as_json:
        print_json(report)
    else:
        paper().print(table(report))


@app.command()
def chunking(
    data: Annotated[Path, typer.Argument(file_okay=False, help="Folder of knowledge bases with labelled queries.")],
    only: Annotated[str, typer.Option(help="Only knowledge bases whose name holds this.")] = "",
    dense: Annotated[bool, typer.Option("--dense", help="With the dense leg; each way is embedded.")] = False,
    as_json: Json = False,
) -> None:
    """Compare ways of cutting articles into passages."""
    settings = quiet_settings()
    from eval.chunkings import compare_chunkings, table
    from eval.legs import workloads

    with failures():
        found = [one for one in workloads(data) if only in one.name]
        report = compare_chunkings(found, embedder=settings.embedder if dense else None, progress=say)
    if as_json:
        print_json(report)
    else:
        paper().print(table(report))


@app.command()
def standards(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="JSONL files of labelled replies.")],
    standard: Annotated[str | None, typer.Option(help="Name, or a .yaml file [OTVET_STANDARD].")] = None,
    as_json: Json = False,
) -> None:
    """Score the checker: precision and recall per rule, with 95 % intervals."""
    settings = quiet_settings()
    from eval.standards import LabelsInvalid, evaluate

    try:
        report = evaluate(files, standard or settings.standard)
    except LabelsInvalid as exc:
        raise InputInvalid(str(exc)) from exc
    if as_json:
        print_json(report)
    else:
        paper().print(_rule_table(report))


def _rule_table(report: Mapping[str, Any]) -> Table:
    config = report["config"]
    title = f"{config['standard']} on {report['texts']} texts; {report['clean_texts_flagged']} of "
    table = Table(title=title + f"{report['clean_texts']} clean ones flagged")
    for heading in ("rule", "found", "missed", "false", "precision", "recall"):
        table.add_column(heading, justify="left" if heading == "rule" else "right")
    for name, figures in {**report["rules"], **report["by_severity"], "total": report["total"]}.items():
        counts = [str(figures[key]) for key in ("found", "missed", "false")]
        table.add_row(name, *counts, *(_share(figures, key) for key in ("precision", "recall")))
    return table


def _share(figures: Mapping[str, Any], key: str) -> str:
    if figures[key] is None:
        return "–"
    low, high = figures[f"{key}_interval"]
    return f"{figures[key]:.3f} [{low:.3f}, {high:.3f}]"
