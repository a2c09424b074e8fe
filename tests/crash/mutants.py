"""Savers that are broken on purpose, each with the test that must catch it.

A test that passes whatever the program does proves nothing. Each mutant is a
copy of `src` in which a few lines of a function were replaced, which is found by its
name; the copy is what its test imports, and the test must fail.
`python tests/crash/mutants.py` prints them as a table for docs/promises.md.
"""

import ast
import atexit
import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CAUGHT, NOT_THE_COPY = 1, 99
LONGEST_RUN = 120
RUN_TESTS = f"""
import sys
import mlops_tracker, pytest
if not mlops_tracker.__file__.startswith(sys.argv[1]):
    sys.exit({NOT_THE_COPY})
sys.exit(pytest.main(sys.argv[2:]))
"""
ORDER = "tests/crash/test_order.py::test_the_order_of_every_save[done]"
KILL = "tests/crash/test_kill.py::test_every_writing_command_killed_where_it_matters[done]"
STORM = "tests/crash/test_storms.py::test_every_update_of_a_storm_is_there[note]"


class Patch(NamedTuple):
    """A place that is broken, wherever in the program it stands."""

    where: str
    """The name of the function, the method (`History.confirm`) or the constant."""
    old: str
    """A text that stands once in it."""
    new: str


class Mutant(NamedTuple):
    """A broken saver."""

    name: str
    broken: str
    """What it does wrong."""
    patches: tuple[Patch, ...]
    caught_by: str


MUTANTS = (
    Mutant(
        "no file fsync",
        "the draft is not flushed to the disk",
        (Patch("_write_draft", "        flush_file(file.fileno())\n", ""),),
        ORDER,
    ),
    Mutant(
        "no folder fsync",
        "the new name is not flushed to the disk",
        (Patch("replace_file", "flush_folder(real.parent)", "True"),),
        ORDER,
    ),
    Mutant(
        "no realpath",
        "a link is replaced by a file",
        (
            Patch(
                "_writable_target",
                "    real = Path(os.path.realpath(path))\n    if not real.parent",
                "    real = Path(os.path.abspath(path))\n    if not real.parent",
            ),
        ),
        "tests/store/test_safe_write.py::test_links_are_followed_and_stay_links",
    ),
    Mutant(
        "no fchmod",
        "the new file has not the mode of the old",
        (Patch("_take_after", "os.fchmod(descriptor, stat.S_IMODE(old.st_mode))", "pass"),),
        "tests/store/test_safe_write.py::test_the_mode_is_kept",
    ),
    Mutant(
        "open draft",
        "others can read the draft",
        (Patch("PRIVATE", "PRIVATE = 0o600", "PRIVATE = 0o644"),),
        "tests/store/test_safe_write.py::test_the_file_is_private_until_it_has_its_mode",
    ),
    Mutant(
        "in place",
        "the record itself is written",
        (Patch("replace_file", "replace(draft, real)", "real.write_bytes(content)"),),
        ORDER,
    ),
    Mutant(
        "draft left behind",
        "the draft stays after an error",
        (
            Patch(
                "replace_file",
                "        finally:\n            with suppress",
                (
                    "        except ZeroDivisionError:\n"
                    "            raise\n"
                    "        else:\n"
                    "            with suppress"
                ),
            ),
        ),
        "tests/crash/test_errors.py::test_a_draft_that_fails_leaves_the_record_alone[rename]",
    ),
    Mutant(
        "no right asked",
        "a read-only file is replaced",
        (Patch("_writable_target", "if not os.access(real, os.W_OK):", "if False:"),),
        "tests/crash/test_errors.py::test_a_plain_user_without_the_right_to_write[record]",
    ),
    Mutant(
        "any kind of file",
        "a folder or a pipe passes for a file",
        (Patch("_writable_target", "if not real.is_file():", "if False:"),),
        "tests/store/test_safe_write.py::test_a_folder_is_refused_and_stays",
    ),
    Mutant(
        "no last look",
        "nobody looks whether the record was changed meanwhile",
        (Patch("replace_file", "if _content(real) != expected:", "if False:"),),
        "tests/store/test_safe_write.py::test_what_someone_else_changed_meanwhile_is_kept",
    ),
    Mutant(
        "old file not looked at",
        "an edit right before the replacement is lost",
        (Patch("replace_file", "overtaken = _overtaken(old, expected)", "overtaken = None"),),
        (
            "tests/crash/test_hand_edits.py"
            "::test_an_edit_in_place_right_before_the_replacement_is_kept"
        ),
    ),
    Mutant(
        "short write",
        "what the disk took of the draft passes for all of it",
        (Patch("_write_draft", "file.write(content)", "os.write(file.fileno(), content)"),),
        "tests/crash/test_errors.py::test_a_draft_that_is_cut_short",
    ),
    Mutant(
        "leftovers stay",
        "the drafts of savers that were killed are never removed",
        (
            Patch(
                "_remove_drafts",
                "    for found in os.listdir(real.parent):",
                "    for found in ():",
            ),
        ),
        KILL,
    ),
    Mutant(
        "no lock",
        "two savers are in at once",
        (Patch("_try_lock", "fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass"),),
        STORM,
    ),
    Mutant(
        "lock removed",
        "the lock file is deleted on release",
        (
            Patch(
                "locked",
                "        os.close(descriptor)",
                (
                    '        os.unlink(os.readlink(f"/proc/self/fd/{descriptor}"))\n'
                    "        os.close(descriptor)"
                ),
            ),
        ),
        ORDER,
    ),
    Mutant(
        "stale copy",
        "what others saved meanwhile is not taken up",
        (Patch("save_record", "if read_bytes(file.path) != file.content:", "if False:"),),
        STORM,
    ),
    Mutant(
        "no history",
        "no version is kept",
        (
            Patch(
                "replace_kept",
                "number = history.prepare(new.bytes, cause, new.deeds, new.done, old)",
                "number = 0",
            ),
        ),
        ORDER,
    ),
    Mutant(
        "version not flushed",
        "a version is not on the disk when it counts",
        (Patch("History.prepare", "                safe_write.flush_file(file.fileno())\n", ""),),
        ORDER,
    ),
    Mutant(
        "counted too early",
        "a version counts before the record is replaced",
        (
            Patch(
                "replace_kept",
                "number = history.prepare(new.bytes, cause, new.deeds, new.done, old)\n",
                (
                    "number = history.prepare(new.bytes, cause, new.deeds, new.done, old)\n"
                    "        history.confirm(number, cause.at.date())\n"
                ),
            ),
            Patch("_after", "        if number:\n", "        if False:\n"),
        ),
        ORDER,
    ),
    Mutant(
        "counted in any case",
        "a save that was killed before the record passes for one that took place",
        (Patch("History.settle", "            if took_place:\n", "            if True:\n"),),
        (
            "tests/crash/test_kill.py"
            "::test_an_edit_by_hand_after_a_save_that_was_killed[before the record]"
        ),
    ),
    Mutant(
        "counted in no case",
        "a save that was killed behind the record passes for none",
        (Patch("History.settle", "            if took_place:\n", "            if False:\n"),),
        "tests/crash/test_kill.py::test_an_edit_by_hand_after_a_save_that_was_killed[behind it]",
    ),
    Mutant(
        "no loss noticed",
        "a record that was cut is saved over",
        (Patch("_lost", "        raise error\n    if loss:", "        pass\n    if loss:"),),
        "tests/crash/test_hand_edits.py::test_a_record_that_was_cut_is_not_written_over",
    ),
    Mutant(
        "not read back",
        "a text is saved that says something else",
        (
            Patch(
                "changed_file",
                "            if same_data(meaning(data), meant):",
                "            if True:",
            ),
        ),
        (
            "tests/store/test_saving.py"
            "::test_a_text_that_does_not_say_what_is_meant_is_never_saved[a key lost]"
        ),
    ),
    Mutant(
        "old file let go",
        "what a program writes to the file that it had open is lost",
        (Patch("replace_kept", "former = history.place_for_old_file(number)", "former = None"),),
        (
            "tests/crash/test_hand_edits.py"
            "::test_what_is_appended_to_a_file_that_was_open_before_a_save_is_told[1]"
        ),
    ),
    Mutant(
        "nobody waited for",
        "where the old file cannot be linked, who writes to it is not waited for",
        (Patch("old_file", "            _wait_for_writers(descriptor)\n", "            pass\n"),),
        (
            "tests/crash/test_hand_edits.py"
            "::test_where_the_old_file_cannot_be_linked_the_save_waits_for_who_writes_to_it"
        ),
    ),
    Mutant(
        "unreadable is empty",
        "a history that cannot be listed passes for none",
        (
            Patch(
                "History._numbers",
                "        except (FileNotFoundError, NotADirectoryError):\n",
                "        except OSError:\n",
            ),
        ),
        "tests/crash/test_errors.py::test_a_history_that_cannot_be_listed_is_left_alone",
    ),
    Mutant(
        "version replaced",
        "a version takes the place of another",
        (
            Patch(
                "History._rename",
                "        if os.path.lexists(self.path(number)):",
                "        if False:",
            ),
        ),
        "tests/store/test_history.py::TestPlace::test_no_version_takes_the_place_of_another",
    ),
    Mutant(
        "no last line",
        "a cut between two tables is not noticed",
        (Patch("loss_since", "        is_cut = True\n", "        is_cut = False\n"),),
        "tests/crash/test_hand_edits.py::test_a_record_that_was_cut_is_not_written_over",
    ),
    Mutant(
        "too large",
        "a record is saved that is too large to be read",
        (Patch("replace_kept", "    if len(new.bytes) > MOST_BYTES:", "    if False:"),),
        "tests/store/test_saving_kept.py::test_a_record_that_could_not_be_read_is_not_saved",
    ),
    Mutant(
        "any time",
        "a time is saved that is refused when it is read",
        (Patch("changed_file", "    _refuse_unwritable(changes)\n", ""),),
        "tests/store/test_saving.py::test_a_time_that_could_not_be_read_is_not_saved[1969]",
    ),
    Mutant(
        "another's draft",
        "the draft of a save of `a.b` is removed by one of `a`",
        (Patch("_remove_drafts", "name.fullmatch(found)", 'found.startswith(f".~{real.name}.")'),),
        "tests/store/test_safe_write.py::test_the_drafts_of_a_longer_name_are_left_alone",
    ),
    Mutant(
        "words dropped",
        "what was typed is not kept when it cannot be saved",
        (
            Patch(
                "_kept_on_failure",
                "        if content and not content.isspace()",
                "        if content.isspace()",
            ),
        ),
        (
            "tests/crash/test_errors.py"
            "::test_words_that_cannot_be_saved_are_kept_in_a_file_that_is_told[ENOSPC-note]"
        ),
    ),
)


class PatchError(Exception):
    """The program has changed, and a mutant no longer fits."""


def copy_of_source(folder: Path, mutant: Mutant | None = None) -> Path:
    """Copy the program, broken if a mutant is given, and return the folder to import it from."""
    shutil.copytree(compiled_source(), folder / "src")
    (folder / "data").symlink_to(ROOT / "data")
    for patch in mutant.patches if mutant else ():
        _break(folder / "src" / "mlops_tracker", patch)
    return folder / "src"


@cache
def compiled_source() -> Path:
    """Return a copy of the source with its bytecode, so that no run need make all of it anew."""
    source = Path(mkdtemp()) / "src"
    atexit.register(shutil.rmtree, source.parent)
    shutil.copytree(ROOT / "src", source)
    compileall.compile_dir(source, quiet=1)
    return source


def _break(package: Path, patch: Patch) -> None:
    """Break one place of a copy. Raises PatchError where there is no such place any more."""
    found = [
        (file, *lines)
        for file in sorted(package.rglob("*.py"))
        for lines in _places(file.read_text(encoding="utf-8"), patch.where)
    ]
    if len(found) != 1:
        raise PatchError(
            f"`{patch.where}` is there {len(found)} times: name the function in "
            "tests/crash/mutants.py that does now what it did"
        )
    file, first, last = found[0]
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(lines[first:last])
    if text.count(patch.old) != 1:
        raise PatchError(
            f"{patch.old!r} stands {text.count(patch.old)} times in `{patch.where}`: change its "
            "patch in tests/crash/mutants.py as the function was changed"
        )
    lines[first:last] = [text.replace(patch.old, patch.new)]
    file.write_text("".join(lines), encoding="utf-8")


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of what has a name in a module, from the first to behind the last."""
    outer, _, inner = name.rpartition(".")
    nodes = ast.parse(text).body
    if outer:
        classes = (n for n in nodes if isinstance(n, ast.ClassDef) and n.name == outer)
        nodes = [node for one in classes for node in one.body]
    for node in nodes:
        targets = [*getattr(node, "targets", ()), getattr(node, "target", None)]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if getattr(node, "name", None) == inner or inner in names:
            yield node.lineno - 1, node.end_lineno or node.lineno


def run_tests(source: Path, tests: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Run tests on a copy of the program."""
    script = [sys.executable, "-c", RUN_TESTS, str(source)]
    paths = [str(source), os.environ.get("PYTHONPATH", "")]
    options = ["-q", "-x", "-p", "no:cacheprovider", "--tb=short", "--basetemp"]
    return subprocess.run(
        [*script, *options, str(source.parent / "temporary"), *tests],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        timeout=LONGEST_RUN,
        check=False,
    )


def table() -> str:
    """Return the mutants as a Markdown table."""
    rows = [
        f"| {mutant.name} | {mutant.broken} | `{mutant.caught_by.removeprefix('tests/')}` |"
        for mutant in MUTANTS
    ]
    return "\n".join(["| Mutant | What is broken | Caught by |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())  # noqa: T201
