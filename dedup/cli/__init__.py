"""The command line. One file a command; a command's file is loaded only when it is called."""

from __future__ import annotations

import os
import sqlite3
from importlib import import_module

import click

from dedup import __version__
from dedup.errors import DedupError
from dedup.pipeline.garbage import seldom_collected

COMMANDS = {
    "index": "Bring pages and articles into an index.",
    "extract": "What is understood of a page: headline, times, credits, text.",
    "check": "Was this story republished? Where, when, how much of it?",
    "search": "Find articles by words, in any spelling and form.",
    "stories": "List the stories of an index, the most widely run first.",
    "story": "One story: who ran it, when, how much of it.",
    "explain": "Why two articles are together, or why not.",
    "boilerplate": "Lines that outlets repeat and that are not compared; decide on one.",
    "serve": "Browse an index in Datasette.",
    "demo": "Index the sample corpus, show its stories, browse them.",
    "doctor": "Check that an index is whole and consistent.",
}

# numpy starts threads for the algebra of large matrices, of which we have none: half of its import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class _LazyGroup(click.Group):
    """Knows its commands by name and one line each, so that ``--help`` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"dedup.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """The one place where our errors become a plain line and exit code 1."""
        try:
            with seldom_collected():
                return super().invoke(ctx)
        except DedupError as error:
            raise click.ClickException(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise click.ClickException(
                f"the database failed: {error}. If another program is writing, try again; else see: dedup doctor DB"
            ) from error


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dedup")
def main() -> None:
    """Find republished Arabic news: who ran a story, when, and how much of it.

    \b
    dedup index news.db pages/          bring pages in
    dedup check news.db story.txt       was this story republished?
    dedup serve news.db                 browse the stories
    """  # noqa: D301 - click's own mark for a block that is not to be re-wrapped
