"""The tests test something: every saver that is broken on purpose is caught.

And the program as it is passes all those tests, so that they do not catch
whatever they are given.
"""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.crash.mutants import (
    CAUGHT,
    MUTANTS,
    Patch,
    PatchError,
    compiled_source,
    copy_of_source,
    run_tests,
)
from tests.crash.processes import strace_path

AT_ONCE = 2
UNBROKEN = "unbroken"
Runs = dict[str, "Future[CompletedProcess[str]]"]


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Runs]:
    """Return the runs of the program and of the mutants that are asked for, two at a time."""
    strace_path()
    compiled_source()  # once, before two at a time ask for it
    asked = [item.name for item in request.session.items]
    tests = {mutant.name: [mutant.caught_by] for mutant in MUTANTS}
    tests[UNBROKEN] = sorted({mutant.caught_by for mutant in MUTANTS})
    broken = {mutant.name: mutant for mutant in MUTANTS}

    def run(name: str) -> CompletedProcess[str]:
        source = copy_of_source(tmp_path_factory.mktemp("mutant"), broken.get(name))
        return run_tests(source, tests[name])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            name: pool.submit(run, name)
            for name in (UNBROKEN, *broken)
            if any(f"[{name}]" in item for item in asked) or name == UNBROKEN
        }


def test_the_program_as_it_is_passes_the_tests(runs: Runs) -> None:
    ended = runs[UNBROKEN].result()

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "skipped" not in ended.stdout


@pytest.mark.parametrize("name", [mutant.name for mutant in MUTANTS])
def test_a_broken_saver_is_caught(runs: Runs, name: str) -> None:
    ended = runs[name].result()

    assert ended.returncode == CAUGHT, ended.stdout + ended.stderr
    assert "1 failed" in ended.stdout


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        (Patch("no_such_function", "", ""), "`no_such_function` is there 0 times: name the "),
        (Patch("History.no_such_method", "", ""), "is there 0 times: name the function"),
        (Patch("locked", "no such line", ""), "stands 0 times in `locked`: change its patch"),
    ],
    ids=lambda one: one.where if isinstance(one, Patch) else "",
)
def test_a_mutant_that_no_longer_fits_says_what_to_change(tmp_path: Path, patch, said) -> None:
    with pytest.raises(PatchError, match=re.escape(said)):
        copy_of_source(tmp_path, MUTANTS[0]._replace(patches=(patch,)))
