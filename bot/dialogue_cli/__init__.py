"""``threadline dialogue``: what authors do with dialogues, at a terminal.

``checking``   check: every problem of files
``playing``    run: plays a stream with typed answers
``drawing``    graph: a picture of a stream
``keeping``    push, list, publish, pause, rollback, export, preview: what is in the store
``counting``   stats: how often each card was shown, answered and left
"""

from __future__ import annotations

import typer

from bot.dialogue_cli import checking, counting, drawing, keeping, playing


app = typer.Typer(help="Dialogues: what visitors are asked before a person answers.", no_args_is_help=True)
app.command("check")(checking.check)
app.command("run")(playing.run)
app.command("graph")(drawing.graph)
app.command("push")(keeping.push)
app.command("list")(keeping.show_all)
app.command("publish")(keeping.publish)
app.command("pause")(keeping.pause)
app.command("rollback")(keeping.roll_back)
app.command("export")(keeping.export)
app.command("preview")(keeping.preview)
app.command("stats")(counting.stats)
