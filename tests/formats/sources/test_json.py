"""The document of `import --json`, read back."""

import json

import pytest

from mlops_tracker.errors import DamagedFileError
from mlops_tracker.formats.lists.markdown import read_markdown
from mlops_tracker.formats.sources.json import outline_document, read_json

LIST = "# Go\n\n## Week 1: Basics\n\n- [x] Video: Hello (3 min)\n- [ ] [Quiz](https://a.example)\n"


def test_what_was_told_of_a_list_is_the_same_list() -> None:
    outline = read_markdown(LIST)
    back = read_json(json.dumps(outline_document(outline)), "")
    assert (back.title, back.courses) == (outline.title, outline.courses)
    assert [(account.line, account.became) for account in back.accounts] == [
        (item.line, "item") for item in outline.items()
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "not a course list in JSON: it has no `courses` with `weeks`"),
        ('{"courses": []}', "it lists nothing to learn"),
        ("[" * 200_000, "not JSON: lists or objects too deep within each other"),
    ],
)
def test_what_is_no_list_is_refused(text: str, message: str) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read_json(text, "")
    assert caught.value.message == message
