"""`link` and `open`: own work is kept with an item, and nothing but files and pages is opened."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.phrases import UNDO, failure

LAB = "1.2.17 A journey through Data"
PAGE = "https://www.coursera.org/learn/introduction-to-machine-learning-in-production"


@pytest.fixture
def labs(folder: Path) -> Path:
    """Return a folder with two notebooks in it."""
    (folder / "labs").mkdir()
    for name in ("a.ipynb", "b.ipynb"):
        (folder / "labs" / name).touch()
    return folder / "labs"


@pytest.fixture
def desktop(tmp_path_factory, monkeypatch) -> Path:
    """Return a display, and a launcher that writes into this file what it is given."""
    place: Path = tmp_path_factory.mktemp("desktop")
    (place / "xdg-open").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{place}/opened"\n')
    (place / "xdg-open").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("sys.platform", "linux")
    return place / "opened"


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch) -> None:
    """Have no test open anything on the machine of who runs it."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.usefixtures("labs")
def test_a_file_and_a_page_are_kept_with_an_item(tracker, toml) -> None:
    assert tracker("link", "1.2.17", "labs/a.ipynb").err == (
        f"{LAB}: linked to `labs/a.ipynb`  (1 link)\n{UNDO}"
    )
    tracker("link", "a journey through data", "https://example.org/a?b=c")
    assert toml()["items"]["1.2.17"] == {
        "title": "A journey through Data",
        "links": ["labs/a.ipynb", "https://example.org/a?b=c"],
    }


def test_a_link_that_is_there_already_is_no_change(tracker, record, labs) -> None:
    tracker("link", "1.2.17", "labs/a.ipynb")
    before = record.read_bytes()
    assert tracker("link", "1.2.17", str(labs / "a.ipynb")).err == (
        f"nothing to do: {LAB} is linked already to `{labs / 'a.ipynb'}`\n"
    )
    assert record.read_bytes() == before


def test_a_link_is_removed_also_when_the_file_is_gone(tracker, toml, labs) -> None:
    tracker("link", "1.2.17", "labs/a.ipynb")
    (labs / "a.ipynb").unlink()
    assert tracker("link", "1.2.17", str(labs / "a.ipynb"), "--remove").err == (
        f"{LAB}: no longer linked to `labs/a.ipynb`  (0 links)\n{UNDO}"
    )
    assert "items" not in toml()
    assert tracker("link", "1.2.17", "labs/a.ipynb", "--remove").err == (
        f"nothing to do: {LAB} has no link `labs/a.ipynb`\n"
    )


def test_whatever_a_hand_wrote_can_be_removed(tracker, record, toml) -> None:
    record.write_text('format = 1\n[items."1.2.17"]\nlinks = ["javascript:alert(1)", "b"]\n')
    tracker("link", "1.2.17", "javascript:alert(1)", "--remove")
    assert toml()["items"]["1.2.17"]["links"] == ["b"]


@pytest.mark.usefixtures("labs")
def test_undo_says_how_many_links_there_were(tracker) -> None:
    tracker("link", "1.2.17", "labs/a.ipynb")
    assert tracker("undo").err == (
        "took back `link 1.2.17` of 2026-11-20 21:14\n"
        "· 1.2.17 A journey through Data  (links 0, were 1)\n"
        "week 1.2: 0 of 19 (0%) · in all: 0 of 286 (0%)\n"
        "make it again: tracker redo\n"
    )


def test_a_list_says_that_there_are_links(tracker) -> None:
    tracker("link", "1.2.17", "https://example.org")
    tracker("link", "1.2.17", "https://example.com")
    assert tracker("list", "1.2.17").out.splitlines()[-2:] == [
        "·  1.2.17  ungraded-lab         A journey through Data  (2 links)",
        "",
    ]


HAND_MADE = (
    'format = 1\n[items."1.2.17"]\n'
    'links = ["labs/a.ipynb", "gone", "https://example.org", "file:///x\\u001b[31m"]\n'
)


def test_links_are_listed(tracker, record, labs) -> None:
    assert tracker("link", "1.2.17") == (
        0,
        "",
        f"no link on {LAB} yet\n`tracker link 1.2.17 FILE` keeps one\n",
    )
    record.write_text(HAND_MADE)
    assert tracker("link", "1.2.17").out == (
        "labs/a.ipynb\n"
        "gone  (not there)\n"
        "https://example.org\n"
        "file:///x^[[31m  (never opened: neither a file nor an http address)\n"
    )
    assert tracker("link", "1.2.17", "--plain", "--header").out == (
        "link\taddress\tis_there\n"
        f"labs/a.ipynb\t{labs / 'a.ipynb'}\tyes\n"
        f"gone\t{labs.parent / 'gone'}\tno\n"
        "https://example.org\thttps://example.org\t\n"
        "file:///x^[[31m\t\t\n"
    )
    document = json.loads(tracker("link", "1.2.17", "--json").out)
    assert list(document) == ["format", "id", "title", "links"]
    assert document["links"][0] == {
        "link": "labs/a.ipynb",
        "address": str(labs / "a.ipynb"),
        "is_there": True,
    }


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        pytest.param(
            ["1.2.17", "nowhere.ipynb"],
            1,
            failure(
                "there is no file `nowhere.ipynb`", "an address in the web begins with `https://`"
            ),
            id="no such file",
        ),
        pytest.param(
            ["1.2.17", "ftp://example.org"],
            2,
            failure(
                "`ftp://example.org` is neither a file nor an http or https address",
                ("`ftp:` is not opened; a file that is called like that is `./ftp://example.org`"),
            ),
            id="another scheme",
        ),
        pytest.param(
            ["1.2", "https://example.org"],
            2,
            failure("`1.2` is a week; name an item", "`tracker list 1.2` shows its items"),
            id="a week",
        ),
        pytest.param(
            ["1.2.17", "--remove"],
            2,
            failure("`--remove` needs a link", "`tracker link ITEM` lists them"),
            id="remove what",
        ),
        pytest.param(
            ["1.2.17", "https://example.org", "--json"],
            2,
            failure("`--json` and `--plain` list links", "leave the link out"),
            id="json of a change",
        ),
    ],
)
def test_what_cannot_be_a_link_is_refused(tracker, record, args, code, said) -> None:
    assert tracker("link", *args, code=code).err == said
    assert not record.exists()


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        pytest.param("", "name a file, a folder or an address such as", id="nothing"),
        pytest.param(
            "HTTP://EXAMPLE.org/a b",
            "it holds a space; write `HTTP://EXAMPLE.org/a%20b`",
            id="a space in an address",
        ),
        pytest.param("https://", "it names no site", id="no site"),
        pytest.param(
            "mailto:x",
            "`mailto:` is not opened; a file that is called like that is `./mailto:x`",
            id="a scheme",
        ),
        pytest.param("https://a.org/\x1b[31m", "it holds a control character", id="a control"),
        pytest.param("//host/share", "it names another machine", id="another machine"),
    ],
)
def test_what_is_wrong_with_a_link_is_named(tracker, typed, hint) -> None:
    said = tracker("link", "1.2.17", typed, code=2).err
    assert "is neither a file nor an http or https address\n" in said
    assert f"hint: {hint}" in said


def opened(desktop: Path) -> list[str]:
    """Return what the launcher was given."""
    for _ in range(100):
        if desktop.exists() and desktop.read_text().endswith("\n"):
            return desktop.read_text().splitlines()
        time.sleep(0.02)
    return []


def test_the_newest_link_is_opened(tracker, labs, desktop) -> None:
    tracker("link", "1.2.17", "labs/a.ipynb")
    tracker("link", "1.2.17", "labs/b.ipynb")
    path = labs / "b.ipynb"
    assert tracker("open", "1.2.17") == (0, "", f"opened `{path}` ({LAB})\n")
    assert opened(desktop) == [str(path)]


@pytest.mark.parametrize("where", ["1.2.17", "1.2", "1"])
def test_without_a_link_the_page_is_opened(tracker, desktop, where) -> None:
    assert tracker("open", where).err.startswith(f"opened `{PAGE}` ({where} ")
    assert opened(desktop) == [PAGE]


def test_print_opens_nothing(tracker, labs, desktop) -> None:
    tracker("link", "1.2.17", "labs/a.ipynb")
    assert tracker("open", "1.2.17", "--print") == (0, f"{labs / 'a.ipynb'}\n", "")
    assert not desktop.exists()


def test_without_a_display_the_address_is_printed(tracker) -> None:
    assert tracker("open", "1") == (
        0,
        f"{PAGE}\n",
        "it was not opened: there is no display\n",
    )


@pytest.mark.usefixtures("desktop")
def test_without_a_launcher_the_address_is_printed(tracker, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert tracker("open", "1") == (
        0,
        f"{PAGE}\n",
        "it was not opened: there is no `xdg-open`\n",
    )


@pytest.mark.parametrize("where", ["1", "1.2.17"])
def test_a_launcher_that_fails_is_told(tracker, labs, desktop, where) -> None:
    tracker("link", "1.2.17", "labs/a.ipynb")
    (desktop.parent / "xdg-open").write_text("#!/bin/sh\nexit 3\n")
    address = PAGE if where == "1" else str(labs / "a.ipynb")
    assert tracker("open", where) == (
        0,
        f"{address}\n",
        "it was not opened: the launcher failed (exit 3)\n",
    )


def test_a_launcher_that_stays_is_not_waited_for(tracker, desktop, monkeypatch) -> None:
    monkeypatch.setattr("mlops_tracker.asking.launching.PATIENCE", 0.05)
    (desktop.parent / "xdg-open").write_text("#!/bin/sh\nsleep 1; exit 3\n")
    assert tracker("open", "1").err.startswith(f"opened `{PAGE}`")


LESS_PATIENT = """
from mlops_tracker.__main__ import run
from mlops_tracker.asking import launching
launching.PATIENCE = 0.5
run()
"""


def test_a_program_that_is_started_holds_no_pipe_and_says_nothing_in_ours(
    tracker, labs, desktop
) -> None:
    tracker("link", "1.2.17", "labs/a.ipynb")
    (desktop.parent / "xdg-open").write_text(
        "#!/bin/sh\necho chatter; echo more >&2\n"
        f"for wait in $(seq 600); do [ -e '{labs}/go on' ] && break; sleep 0.05; done\n"
        f"echo went on >> '{desktop}'\n"
    )
    command = [sys.executable, "-c", LESS_PATIENT, "open", "1.2.17"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=15)
    assert (ended.stdout, ended.stderr) == ("", f"opened `{labs / 'a.ipynb'}` ({LAB})\n")
    assert not desktop.exists()
    (labs / "go on").touch()
    assert opened(desktop) == ["went on"]


@pytest.fixture
def browser(tmp_path_factory) -> Path:
    """Return a browser; its words go into the file `words` beside it, a line each."""
    place: Path = tmp_path_factory.mktemp("some browsers")
    for name, code in {"good": 0, "bad": 7}.items():
        script = f'#!/bin/sh\nfor word; do echo "$word" >> "$0.words"; done\nexit {code}\n'
        (place / name).write_text(script)
        (place / name).chmod(0o755)
    return place / "good"


def words_of(program: Path) -> list[str]:
    """Return what a browser was given."""
    words = program.with_name(f"{program.name}.words")
    return words.read_text().splitlines() if words.exists() else []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        pytest.param("'{}'", [PAGE], id="a program"),
        pytest.param("'{}' --new 'a b'", ["--new", "a b", PAGE], id="with options"),
        pytest.param("'{}' --at=%s --end", [f"--at={PAGE}", "--end"], id="where it says"),
        pytest.param("'{}' %s &", [PAGE], id="behind us"),
        pytest.param("'{}' &", [PAGE], id="behind us, at the end"),
        pytest.param("'{}' '$(id)' ';' id", ["$(id)", ";", "id", PAGE], id="no shell"),
        pytest.param("/nowhere/x::'{}'", [PAGE], id="the first one that is there"),
    ],
)
def test_the_browser_of_the_environment_opens_pages_without_a_display(
    tracker, monkeypatch, browser, command, words
) -> None:
    monkeypatch.setenv("BROWSER", command.format(browser))
    assert tracker("open", "1").err.startswith(f"opened `{PAGE}` (1 ")
    assert words_of(browser) == words


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("sh -c \"'{}' %s\"", id="no quotes"),
        pytest.param("sh -c \"'{}' '%s'\"", id="single quotes"),
        pytest.param('sh -c \'"{}" "%s"\'', id="double quotes"),
        pytest.param("sh -c \"'{}' '' \\\\' %s\"", id="quotes that end before it"),
        pytest.param('sh -c \'"{}" "$0"\'', id="as a parameter"),
        pytest.param("env A=b sh -c \"exec '{}' %s\"", id="behind another program"),
        pytest.param("'{}' --at=%s", id="no shell"),
    ],
)
@pytest.mark.parametrize(
    ("link", "opened"),
    [
        pytest.param(
            "https://a/;touch${IFS}x", "https://a/%3Btouch%24%7BIFS%7Dx", id="an end in the path"
        ),
        pytest.param("https://a/?;touch${IFS}x", "https://a/?;touch%24%7BIFS%7Dx", id="in a query"),
        pytest.param("https://a/?b=1&touch x", None, id="no address, as it holds a space"),
        pytest.param("https://a/?b=1&c=2#d&e", "https://a/?b=1&c=2#d&e", id="several parameters"),
        pytest.param("https://a/$(touch,x)", "https://a/%24%28touch,x%29", id="a command"),
        pytest.param("https://a/`touch`", "https://a/%60touch%60", id="backticks"),
        pytest.param("https://a/'\"|<>\\\\!*", "https://a/%27%22%7C%3C%3E%5C%21%2A", id="marks"),
    ],
)
def test_no_link_is_obeyed_by_a_shell(
    tracker, record, monkeypatch, browser, folder, command, link, opened
) -> None:
    escaped = link.replace('"', '\\"')
    record.write_text(f'format = 1\n[items."1.2.17"]\nlinks = ["{escaped}"]\n')
    monkeypatch.setenv("BROWSER", command.format(browser))
    before = set(folder.iterdir())
    tracker("open", "1.2.17")
    assert set(folder.iterdir()) == before
    if opened:
        assert words_of(browser)[-1].removeprefix("--at=") == opened


def test_the_browser_of_the_environment_goes_before_the_desktop_for_pages_alone(
    tracker, monkeypatch, browser, desktop, labs
) -> None:
    monkeypatch.setenv("BROWSER", f"'{browser}'")
    tracker("link", "1.2.17", "labs/a.ipynb")
    tracker("open", "1")
    tracker("open", "1.2.17")
    assert (words_of(browser), opened(desktop)) == ([PAGE], [str(labs / "a.ipynb")])


def test_a_browser_that_fails_leaves_a_page_to_the_desktop(
    tracker, monkeypatch, browser, desktop
) -> None:
    monkeypatch.setenv("BROWSER", f"'{browser.with_name('bad')}'")
    assert tracker("open", "1").err.startswith("opened")
    assert opened(desktop) == [PAGE]


def test_the_browser_of_the_environment_gets_a_file_as_an_address(
    tracker, monkeypatch, browser, folder
) -> None:
    monkeypatch.setenv("BROWSER", f"'{browser}'")
    (folder / "-rf %s;").touch()
    tracker("link", "1.2.17", "./-rf %s;")
    tracker("open", "1.2.17")
    [address] = words_of(browser)
    assert address == (folder / "-rf %s;").as_uri()
    assert address.startswith("file:///")


@pytest.mark.parametrize(
    ("command", "why"),
    [
        pytest.param("/nowhere/x", "there is no `/nowhere/x`", id="not there"),
        pytest.param("'open", "there is no `'open`", id="a quote left open"),
        pytest.param("/nowhere/x:'{bad}'", "there is no `/nowhere/x`; `{bad}` failed", id="both"),
        pytest.param(" : & ", "there is no display", id="none"),
    ],
)
def test_without_a_browser_that_opens_it_the_address_is_printed(
    tracker, monkeypatch, browser, command, why
) -> None:
    names = {"bad": browser.with_name("bad")}
    monkeypatch.setenv("BROWSER", command.format(**names))
    told = tracker("open", "1")
    assert told.out == f"{PAGE}\n"
    assert told.err.startswith(f"it was not opened: {why.format(**names)}")


@pytest.mark.parametrize(
    ("end", "is_waited_for"),
    [
        pytest.param("", True, id="it may draw in the terminal"),
        pytest.param(" &", False, id="told to go on"),
    ],
)
def test_a_browser_in_a_terminal_is_waited_for(
    tracker, monkeypatch, capsys, browser, end, is_waited_for
) -> None:
    assert capsys
    monkeypatch.setattr("mlops_tracker.asking.launching.PATIENCE", 0.05)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    browser.write_text("#!/bin/sh\nsleep 0.5; exit 3\n")
    monkeypatch.setenv("BROWSER", f"'{browser}'{end}")
    said = tracker("open", "1", terminal=True).err
    assert ("failed (exit 3)" in said) is is_waited_for
    assert said.startswith("opened") is not is_waited_for


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        pytest.param("javascript:alert(1)", "javascript:alert(1)", id="javascript"),
        pytest.param("file:///etc/passwd", "file:///etc/passwd", id="file"),
        pytest.param("//host/share", "//host/share", id="another machine"),
        pytest.param("https://a/\\u001b]0;x\\u0007", "https://a/^[]0;x^G", id="escape sequence"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_hand_made_link_that_is_neither_is_shown_and_passed_over(
    tracker, record, desktop, link, shown
) -> None:
    record.write_text(f'format = 1\n[items."1.2.17"]\nlinks = ["{link}"]\n')
    assert tracker("open", "1.2.17") == (
        0,
        "",
        (
            f"`{shown}` is neither a file nor an http or https address; it was not opened\n"
            f"opened `{PAGE}` ({LAB})\n"
        ),
    )
    assert opened(desktop) == [PAGE]


def test_a_text_like_an_option_is_a_path_from_the_folder(tracker, folder, record, desktop) -> None:
    record.write_text('format = 1\n[items."1.2.17"]\nlinks = ["--version"]\n')
    assert tracker("open", "1.2.17").err.startswith("`--version` is not there; it was not opened\n")
    (folder / "--version").touch()
    tracker("open", "1.2.17")
    assert opened(desktop) == [PAGE, str(folder / "--version")]


SYLLABUS = """\
format = 1
id = "mine"
title = "My course"

[[courses]]
id = "1"
title = "One"

[[courses.weeks]]
id = "1.1"
title = "A week"
url = "/etc/passwd"
items = [{ id = "1.1.1", kind = "video", title = "Video" }]
"""


@pytest.mark.parametrize(
    ("where", "said"),
    [
        pytest.param(
            "1.1.1",
            "`/etc/passwd` is neither a file nor an http or https address; it was not opened\n"
            "error: there is nothing to open for 1.1.1 Video\n"
            "hint: `tracker --syllabus mine.toml link 1.1.1 FILE` keeps where your work lies\n",
            id="an item, whose syllabus names a file",
        ),
        pytest.param("1", "error: there is nothing to open for 1 One\n", id="a course"),
    ],
)
def test_nothing_to_open(tracker, folder, desktop, where, said) -> None:
    (folder / "mine.toml").write_text(SYLLABUS)
    assert tracker("--syllabus", "mine.toml", "open", where, code=1) == (1, "", said)
    assert not desktop.exists()
