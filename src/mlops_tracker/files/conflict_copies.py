"""The copies that sync tools leave beside a record when two machines have changed it.

Named so by Syncthing (`progress.sync-conflict-20261120-211405-ABC.toml`), by Dropbox and
by Nextcloud (`progress (conflicted copy 2026-11-20).toml`), in their manuals.
"""

import os
import re
from pathlib import Path

MARK = re.compile(r"\.sync-conflict-|[ _.-]*\(?[^()]*conflicted copy")
"""What follows the name of the file that a copy is of."""


def conflict_copies(record: Path) -> list[Path]:
    """Give the conflict copies beside the real file of a record, by name."""
    real = Path(os.path.realpath(record))
    try:
        names = os.listdir(real.parent)
    except OSError:
        return []
    return sorted(
        real.with_name(name)
        for name in names
        if name.startswith(real.stem)
        and name.endswith(real.suffix)
        and name != real.name
        and MARK.match(name, len(real.stem))
    )
