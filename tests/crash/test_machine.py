"""Any commands and edits by hand, in any order, against a plain model of a record.

Promises 4, 5 and 10. After every step the file says what the model says, the
percent is what the model's own sums give, and what a person added is there to
the letter. `undo` and `redo` lead to the very bytes that were there before.
"""

import io
import json
import tempfile
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mlops_tracker.cli.app import main
from mlops_tracker.store.record_text import is_complete

ITEMS = ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.2.1", "1.2.2", "2.1.1"]
WEEKS = ["1.1", "1.2"]
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=30
).filter(lambda text: text.strip() and not text.startswith("-"))
PLAIN = st.text("abcdefghij ", min_size=1, max_size=12)
Model = dict[str, dict[str, dict[str, Any]]]


def run(record: Path, *args: str) -> tuple[int, str, str]:
    """Run a command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*args, "--file", str(record)])
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())
    return code, texts[0], texts[1]


class Step(NamedTuple):
    """A command, by what the record was around it."""

    before: bytes
    after: bytes


class Person(RuleBasedStateMachine):
    """A person at the keyboard, with the tracker and with an editor."""

    def __init__(self) -> None:
        """Begin without a record."""
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.record = Path(self.folder.name) / "record.toml"
        self.model: Model = {"items": {}, "weeks": {}}
        self.by_hand: list[str] = []
        """What a person added: comments, and keys with theirs."""
        self.edits = 0
        self.undoable: list[Step] = []
        self.redoable: list[Step] = []
        self.last = b""
        """What the record was when a command last saved it, or had it kept."""

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.folder.cleanup()

    def command(self, *args: str, changes: bool) -> bool:
        """Run a command, and return whether it saved; a record that has lost something is left."""
        before, is_refused = self.record.read_bytes(), self.has_lost and changes
        code, _, err = run(self.record, *args)
        after = self.record.read_bytes()
        assert "Traceback" not in err
        assert code == (5 if is_refused else 0), err
        assert (after != before) == (changes and not is_refused)
        if after != before:
            self.stepped(before)
        return after != before

    def stepped(self, before: bytes) -> None:
        """Remember a step."""
        self.last = self.record.read_bytes()
        self.undoable.append(Step(before, self.last))
        self.redoable.clear()

    @property
    def has_lost(self) -> bool:
        """Whether the record was cut off since a command saved it."""
        return is_complete(self.last.decode()) and not is_complete(self.text)

    @initialize()
    def begin(self) -> None:
        assert run(self.record, "init")[0] == 0
        self.last = self.record.read_bytes()

    @rule(item=st.sampled_from(ITEMS))
    def done(self, item: str) -> None:
        if self.command("done", item, changes=self.status(item) != "done"):
            self.model["items"].setdefault(item, {})["status"] = "done"

    @rule(item=st.sampled_from(ITEMS))
    def skip(self, item: str) -> None:
        if self.status(item) == "done":
            assert run(self.record, "skip", item)[0] == 1
        elif self.command("skip", item, changes=self.status(item) != "skipped"):
            self.model["items"].setdefault(item, {})["status"] = "skipped"

    @rule(item=st.sampled_from(ITEMS))
    def undone(self, item: str) -> None:
        if self.command("undone", item, changes=self.status(item) == "done"):
            del self.model["items"][item]["status"]

    @rule(item=st.sampled_from(ITEMS))
    def unskip(self, item: str) -> None:
        if self.command("unskip", item, changes=self.status(item) == "skipped"):
            del self.model["items"][item]["status"]

    def status(self, item: str) -> str | None:
        """Return what was done with an item."""
        status: str | None = self.model["items"].get(item, {}).get("status")
        return status

    @rule(week=st.sampled_from(WEEKS), words=WORDS)
    def write(self, week: str, words: str) -> None:
        table = self.model["weeks"].setdefault(week, {})
        if self.command("note", week, words, "--replace", changes=table.get("note") != words):
            table["note"] = words

    @rule(item=st.sampled_from(ITEMS), words=WORDS)
    def remark(self, item: str, words: str) -> None:
        table = self.model["items"].setdefault(item, {})
        if self.command("note", item, words, "--replace", changes=table.get("note") != words):
            table["note"] = words

    def edited(self, text: str) -> None:
        """Save the record by hand."""
        self.record.write_bytes(text.encode())

    @property
    def text(self) -> str:
        """The record as an editor shows it."""
        return self.record.read_bytes().decode()

    def mark(self, text: str) -> str:
        """Return a text that is in the record once."""
        self.edits += 1
        self.by_hand.append(f"{text} {self.edits}.")
        return self.by_hand[-1]

    @rule(words=PLAIN, is_last=st.booleans())
    def add_a_comment(self, words: str, is_last: bool) -> None:
        line = self.mark(f"# {words}")
        self.edited(f"{self.text}\n{line}\n" if is_last else f"{line}\n{self.text}")

    @rule(data=st.data(), words=PLAIN)
    @precondition(lambda self: '\n[items."' in self.text)
    def add_a_key(self, data: st.DataObject, words: str) -> None:
        """Below the head of a table; some other program may read it."""
        heads = [line for line in self.text.splitlines() if line.startswith('[items."')]
        head = data.draw(st.sampled_from(heads))
        line = self.mark(f'mine{self.edits} = "{words}"  # not yours')
        self.edited(self.text.replace(f"{head}\n", f"{head}\n{line}\n", 1))

    @rule(item=st.sampled_from(ITEMS), words=PLAIN)
    def add_a_table(self, item: str, words: str) -> None:
        """An item with a note, in another hand."""
        if f'"{item}"' not in self.text:
            line = f"note    = '{words}' {self.mark('# by hand')}"
            self.edited(f'{self.text}\n[ items."{item}" ]\n{line}\n')
            self.model["items"][item] = {"note": words}

    @rule()
    @precondition(lambda self: '\n[items."' in self.text)
    def delete_a_table(self) -> None:
        """Commands go on, unless the last line went with it: then a person must accept it."""
        head, _, rest = self.text.partition('\n[items."')
        gone, bracket, others = rest.partition("\n[")
        self.edited(f"{head}{bracket}{others}" if others else f"{head}\n")
        self.by_hand = [text for text in self.by_hand if text not in gone]
        del self.model["items"][gone.partition('"')[0]]

    @rule()
    @precondition(lambda self: self.has_lost)
    def accept(self) -> None:
        assert run(self.record, "accept")[0] == 0
        self.last = self.record.read_bytes()

    @rule()
    def undo(self) -> None:
        self.turn("undo", self.undoable, self.redoable)

    @rule()
    def redo(self) -> None:
        self.turn("redo", self.redoable, self.undoable)

    def turn(self, verb: str, these: list[Step], others: list[Step]) -> None:
        """Take a step back, or forth; refuse where somebody edited since."""
        present = self.record.read_bytes()
        step = these[-1] if these else Step(b"", b"")
        start, end = step if verb == "redo" else reversed(step)
        code, _, err = run(self.record, verb)
        assert "Traceback" not in err
        assert code == (0 if these and present == start else 1), err
        if code:
            assert self.record.read_bytes() == present
        else:
            assert self.record.read_bytes() == end
            self.last = end
            others.append(these.pop())
            self.reread()

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """Any version comes back whole, and that is a step like any other."""
        rows = json.loads(run(self.record, "history", "--json")[1])["versions"]
        number = data.draw(st.sampled_from([row["number"] for row in rows]))
        before = self.record.read_bytes()
        code, _, err = run(self.record, "restore", str(number))
        assert code == 0, err
        if self.record.read_bytes() != before:
            self.stepped(before)
            self.reread()

    def reread(self) -> None:
        """Take what the record says for what is meant, as a person does who went back."""
        held = tomllib.loads(self.text)
        self.model = {"items": {}, "weeks": {}}
        for section, known in (("items", ("status", "note")), ("weeks", ("note",))):
            for id, table in held.get(section, {}).items():
                self.model[section][id] = {key: table[key] for key in known if key in table}
        self.by_hand = [text for text in self.by_hand if text in self.text]

    @invariant()
    def the_record_says_what_is_meant(self) -> None:
        if not self.record.exists():
            return
        held = tomllib.loads(self.text)
        for section, known in (("items", ("status", "note")), ("weeks", ("note",))):
            tables = {
                id: {key: table[key] for key in known if key in table}
                for id, table in held.get(section, {}).items()
            }
            model = {id: table for id, table in self.model[section].items() if table}
            assert {id: table for id, table in tables.items() if table} == model

    @invariant()
    def what_a_person_wrote_is_there(self) -> None:
        if self.record.exists():
            assert [text for text in self.by_hand if text not in self.text] == []

    @invariant()
    def the_percent_is_right(self) -> None:
        if not self.record.exists():
            return
        code, out, _ = run(self.record, "report", "--json")
        assert code == 0
        total = json.loads(out)["total"]
        statuses = [table.get("status") for table in self.model["items"].values()]
        assert total["done"] == statuses.count("done")
        assert total["skipped"] == statuses.count("skipped")
        assert total["total"] == REQUIRED - statuses.count("skipped")
        share = 100 * total["done"] // total["total"]
        assert total["percent"] == (max(share, 1) if total["done"] else 0)


STEPS = 12
REQUIRED = 286
"""Items of the shipped syllabus that count; those above are among them."""


def test_commands_and_edits_in_any_order() -> None:
    run_state_machine_as_test(Person, settings=settings(stateful_step_count=STEPS))
