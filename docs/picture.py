"""The picture in the README: a real report, drawn by the program.

    python docs/picture.py

works through a bit of the specialization with real commands, and writes what
`tracker report` then draws to docs/report.svg. A test compares the two.
"""

import io
import os
from pathlib import Path
from unittest import mock

import console
from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).with_name("report.svg")
COLUMNS = 120
SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
    font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""rich's own form, but for the web font that it would fetch."""
EVENINGS = (
    "done 1.1 --on 2026-11-02",
    "done 1.1.9 --score 9/10 --took 35m",
    "note 1.1 'Data drift is not concept drift.'",
    "done 1.2.1-1.2.16 --on 2026-11-14",
    "skip 1.2.17",
    "done 1.3.1-1.3.5",
    "note 1.3 'Agree on labels before you argue about models.'",
    "start 1.3.6",
    "done 2.1.1-2.1.3",
)


def picture() -> str:
    """Return the picture."""
    with console.session():
        for evening in EVENINGS:
            console.output_of(f"tracker {evening}")
        with mock.patch.dict(os.environ, {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}):
            drawn = console.output_of("tracker report")
    screen = Console(record=True, width=COLUMNS, file=io.StringIO())
    screen.print(Text.from_ansi(drawn.rstrip()))
    return screen.export_svg(title="tracker report", code_format=SVG, unique_id="tracker")


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
