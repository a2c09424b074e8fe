"""A text in the learner's editor: `VISUAL`, then `EDITOR`, then what is there.

The draft is removed once its text is saved, or when it was not changed by an
editor that waited; else its path is told.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mlops_tracker.asking.drafts import clear_drafts, new_draft, remove_draft
from mlops_tracker.asking.session import Session
from mlops_tracker.errors import NotSavedError, RefusedError, UsageError

FALLBACKS = ("nano", "vi", "notepad")
TOO_QUICK = 1.0
"""Seconds. An editor that is back sooner, with nothing changed, did not wait."""


class Subject(NamedTuple):
    """What a text is, and where it belongs."""

    name: str
    """What its draft is called: `note on 1.1`."""
    command: str
    """The command that takes it: `note 1.1`."""


@contextmanager
def edited_text(session: Session, subject: Subject, before: str) -> Iterator[str]:
    """Return the text that comes back from the editor, `before` itself if unchanged.

    If what is done with the text fails, its path is told and it stays there.
    Raises UsageError where there is no editor, RefusedError where it fails or
    nothing could be saved, NotSavedError for a text that is not UTF-8.
    """
    if refusal := session.tracker.other_course():
        raise refusal  # before anybody types what cannot be saved
    command = _editor(session)
    clear_drafts(session.tracker.record.texts())
    offered = before if before.endswith("\n") or not before else before + "\n"
    try:
        draft = new_draft(f"{subject.name}.md", offered.encode())
    except OSError as error:
        raise NotSavedError(
            f"there is no room for a draft: {error.strerror}", hint="give TEXT or `-` instead"
        ) from error
    try:
        started = time.monotonic()
        _run(command, draft)
        content = _content(draft)
        if content == offered.encode():
            yield before
            if time.monotonic() - started < TOO_QUICK and sys.stdin.isatty():
                back = f"{session.program} {subject.command} --replace -"
                session.output.say(
                    "the editor was back at once; some need `--wait` to wait",
                    f"if it is still open: save there, then `{back} < {shlex.quote(str(draft))}`",
                )
                return  # what is written there must have a place
        else:
            yield _text(content, f"{session.program} {subject.command}")
    except BaseException:
        if _is_worth_keeping(draft, offered.encode()):
            session.output.warn(f"your text is in `{draft}`")
        else:
            remove_draft(draft)
        raise
    remove_draft(draft)


def _editor(session: Session) -> list[str]:
    """Return the editor's command, split as a shell would."""
    if not session.output.asks:
        raise UsageError("no text was given, and `--no-input` forbids an editor", hint="give TEXT")
    named = [os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR")]
    command = next(filter(None, named), "")
    if command:
        if os.path.exists(command):
            return [command]
        try:
            return shlex.split(command, posix=os.name != "nt")
        except ValueError as error:
            raise UsageError(f"`{command}` cannot be read as a command: {error}") from error
    found = next(filter(None, map(shutil.which, FALLBACKS)), None)
    if found and not sys.stdin.isatty():
        why = f"no text was given, and there is no terminal for the editor `{found}`"
        raise UsageError(why, hint="give TEXT or `-`")
    if found:
        return [found]
    raise UsageError("there is no editor", hint="set `EDITOR`, or give TEXT or `-`")


def _run(command: list[str], draft: Path) -> None:
    """Wait for the editor. An interrupt is the editor's to handle while it runs."""
    # A handler of our own, unlike SIG_IGN, is not inherited by the editor.
    former = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.run([*command, str(draft)], check=False).returncode
    except OSError as error:
        raise RefusedError(
            f"the editor `{command[0]}` cannot be run: {error.strerror}", hint="set `EDITOR`"
        ) from error
    finally:
        signal.signal(signal.SIGINT, former)
    if code == -signal.SIGINT:
        raise KeyboardInterrupt
    if code:
        raise RefusedError(f"the editor failed (exit {code}); nothing was saved")


def _content(draft: Path) -> bytes:
    """Return what the editor left."""
    try:
        return draft.read_bytes()
    except OSError as error:
        raise RefusedError("the editor left no file; nothing was saved") from error


def _text(content: bytes, command: str) -> str:
    """Return the text that the editor left."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotSavedError(
            f"the text is not UTF-8 at byte {error.start + 1}; nothing was saved",
            hint=f"convert it, then `{command} --replace - < FILE`",
        ) from error


def _is_worth_keeping(draft: Path, offered: bytes) -> bool:
    """Whether a draft holds words that are nowhere else, or may do so."""
    try:
        content = draft.read_bytes()
    except OSError:  # nobody can say that there are no words in it
        return draft.is_file()
    return content != offered and bool(content.strip())
