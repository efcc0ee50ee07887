"""``dedup serve``."""

from __future__ import annotations

import json
import socket
import tempfile
from pathlib import Path

import click

from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import db_argument

# Datasette's defaults are made for public data; these suit texts that belong to their publishers.
_SETTINGS = {
    "sql_time_limit_ms": "5000",
    "facet_time_limit_ms": "1000",
    "suggest_facets": "off",
    "allow_download": "off",
    "truncate_cells_html": "300",
    "default_page_size": "50",
}


@click.command()
@db_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; texts are not public.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port to listen on.")
def serve(*, db: str, host: str, port: int) -> None:
    """Browse an index in Datasette, also while it is being written."""
    from dedup.store.database import open_for_reading

    open_for_reading(db).close()
    ensure_compiled()
    run_datasette(db, host=host, port=port)


def run_datasette(db: str, *, host: str, port: int) -> None:
    """Serves ``db`` in this process until it is stopped."""
    from datasette.cli import cli
    from datasette.version import __version__ as datasette_version

    from dedup.web.metadata import metadata

    _refuse_taken(host, port)
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "metadata.json"
        described.write_text(json.dumps(metadata(Path(db).stem), ensure_ascii=False), "utf-8")
        arguments = ["serve", db, "-m", str(described), "--host", host, "--port", str(port)]
        if not datasette_version.startswith("0."):
            arguments += ["-c", str(described)]  # 1.0 reads queries from its configuration only
        for name, value in _SETTINGS.items():
            arguments += ["--setting", name, value]
        click.echo(f"Browse it at http://{host}:{port}/{Path(db).stem}  (stop with Ctrl-C)", err=True)
        cli.main(arguments, prog_name="datasette", standalone_mode=False)


def _refuse_taken(host: str, port: int) -> None:
    """Fails early and plainly where Datasette would end with a page of traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            f"cannot listen on {host} port {port} ({reason}). Try another: --port {port + 1}"
        ) from error
