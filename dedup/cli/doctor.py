"""``dedup doctor``."""

from __future__ import annotations

from dataclasses import asdict

import click

from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import db_argument
from dedup.cli.output import print_json
from dedup.words import counted, counted_rows


@click.command()
@db_argument
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, db: str, as_json: bool) -> None:
    """Check that an index is whole and consistent. Exit code 1 if something is wrong."""
    from dedup.pipeline.doctor import examine
    from dedup.store import queries
    from dedup.store.database import open_for_reading

    index = open_for_reading(db)
    ensure_compiled()
    findings = examine(index)
    failed = [finding for finding in findings if finding.failures]
    if as_json:
        print_json({"counts": queries.counts(index), "checks": [asdict(finding) for finding in findings]})
    else:
        click.echo(", ".join(counted_rows(count, table) for table, count in queries.counts(index).items()))
        for finding in findings:
            click.echo(f"{'no ' if finding.failures else 'yes'}  {finding.says}")
            if finding.failures:
                click.echo(f"     {counted(finding.failures, 'time')} not. {finding.remedy}")
        click.echo(f"{counted(len(failed), 'check')} failed." if failed else "All is well.")
    if failed:
        raise click.exceptions.Exit(1)
