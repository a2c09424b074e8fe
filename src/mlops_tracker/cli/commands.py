"""The commands: what each is called, its help, and the function behind it."""

from enum import Enum, auto
from typing import NamedTuple


class Access(Enum):
    """What a command does to files."""

    READS = auto()
    CHANGES = auto()
    """It changes a record."""
    GIVES = auto()
    """It writes other files, for others or for a new study."""


class Command(NamedTuple):
    """A command and its help, which opens with an example."""

    function: str
    """Where it is, as `module:name` in this package."""
    name: str
    summary: str
    """What it does; `{read}` and `{written}` stand for what the table of formats says."""
    example: str
    details: str = ""
    access: Access = Access.READS
    takes_text: bool = False
    """Whether it takes a text, which may begin with a dash."""


COMMANDS = (
    Command(
        "reports:list_items",
        "list",
        "Show items of everything, of courses, weeks, or single ones.",
        "tracker list 1.2 --todo --kind video",
        "Several filters of one sort add up: --done --skipped shows both.",
    ),
    Command(
        "marking:done",
        "done",
        "Mark items as done.",
        "tracker done 1.1.9 --score 8/10 --took 25m --on yesterday",
        "A week or a course stands for its open required items. More than 20 at once are asked "
        "about. An item that is done already keeps its date unless --on is given.",
        access=Access.CHANGES,
    ),
    Command(
        "marking:undone",
        "undone",
        "Take back that items are done or started.",
        "tracker undone 1.1.9",
        "A week or a course stands for its done items. Notes stay; date, score and time go.",
        access=Access.CHANGES,
    ),
    Command(
        "marking:skip",
        "skip",
        "Leave items out of the percent.",
        "tracker skip 4.1.4",
        "A week or a course stands for its open required items.",
        access=Access.CHANGES,
    ),
    Command(
        "marking:unskip",
        "unskip",
        "Count skipped items again.",
        "tracker unskip 4.1.4",
        "A week or a course stands for its skipped items.",
        access=Access.CHANGES,
    ),
    Command(
        "marking:start",
        "start",
        "Note that you are working on an item.",
        "tracker start 2.1.16",
        "`tracker undone` takes it back.",
        access=Access.CHANGES,
    ),
    Command(
        "reports:next_items",
        "next",
        "Show the next open required items in study order.",
        "tracker next 3 --kind graded",
    ),
    Command(
        "notes:note",
        "note",
        "Add to the note on a week, an item or a course, edit it, or print it.",
        'tracker note 1.1 "Data drift: the inputs change."',
        "Without TEXT the note opens in $VISUAL or $EDITOR.",
        access=Access.CHANGES,
        takes_text=True,
    ),
    Command(
        "notes:notes",
        "notes",
        "Print notes as Markdown.",
        "tracker notes 1",
    ),
    Command(
        "reports:search",
        "search",
        "Find words in titles and in what you wrote.",
        "tracker search drift",
        "A line is found when it holds every word, in any case.",
    ),
    Command(
        "reports:report",
        "report",
        "Show your progress per course and week.",
        "tracker report 1",
        "Optional and skipped items and dropped courses never move the percent. Time and left "
        "are the syllabus's minutes of items done and open; +? says that some have none. "
        "--reviews shows what you decided about courses and thought of them.",
    ),
    Command(
        "marking:drop",
        "drop",
        "Give a course up: it leaves the percent, what you did in it stays.",
        'tracker drop 3 --why "too theoretical for now"',
        "Once more with another reason changes the reason. A completed course can be dropped, too.",
        access=Access.CHANGES,
    ),
    Command(
        "marking:resume",
        "resume",
        "Take a course up again that you gave up.",
        "tracker resume 3",
        "The words of the reason stay in your record.",
        access=Access.CHANGES,
    ),
    Command(
        "notes:review",
        "review",
        "Say what you think of a course: stars, and words that are added to its review.",
        'tracker review 2 --stars 4 "Decent, if you want to learn TFX."',
        "Without TEXT and stars the review opens in $VISUAL or $EDITOR.",
        access=Access.CHANGES,
        takes_text=True,
    ),
    Command(
        "materials:link",
        "link",
        "Keep where your own work on an item lies, a file, a folder or a page; list its links.",
        "tracker link 1.2.17 https://example.org/C1W2_Lab.ipynb",
        "Without one the links are listed. A path within the folder of your record is kept from "
        "there, so that both can move.",
        access=Access.CHANGES,
    ),
    Command(
        "materials:open_where",
        "open",
        "Open your own work on an item, else its page, or the page of a week or a course.",
        "tracker open 1.2.17 --print",
        "The newest link comes first. Where nothing can be opened the address is printed.",
    ),
    Command(
        "materials:scan",
        "scan",
        "Look for your work in a folder, and link what its names tell to items.",
        "tracker scan . --dry-run",
        "Names such as C1W2_Ungraded_Lab.ipynb or course2/week3/ML_Metadata.ipynb tell. You are "
        "asked before anything is linked. Hidden folders, caches and virtual environments are "
        "passed over, links to folders are not followed, and 10,000 names are looked at.",
        access=Access.CHANGES,
    ),
    Command(
        "versions:undo",
        "undo",
        "Take back the last change, whole.",
        "tracker undo",
        "Once more for the one before. Refuses where the record was changed by something else "
        "since, and shows how; --force then takes back that step alone.",
        access=Access.CHANGES,
    ),
    Command(
        "versions:redo",
        "redo",
        "Make the change again that was taken back.",
        "tracker redo",
        access=Access.CHANGES,
    ),
    Command(
        "versions:log",
        "log",
        "Show what you did when, newest first.",
        "tracker log --since mon",
        "Completions stand on the day they are marked for, notes and the rest as far back as "
        "the history goes.",
    ),
    Command(
        "versions:history",
        "history",
        "List the versions of your record that are kept.",
        "tracker history",
        "Kept are the last 50 steps, the fullest version of each of 30 days and of each month, "
        "and the fullest of all.",
    ),
    Command(
        "versions:restore",
        "restore",
        "Bring a version of your record back.",
        "tracker restore 1",
        "It works also where the record is damaged or gone. `tracker undo` takes it back.",
        access=Access.CHANGES,
    ),
    Command(
        "versions:accept",
        "accept",
        "Take the record for right as it is, though it lost something.",
        "tracker accept",
        "A record that has lost items since it was last saved is not written to before that.",
        access=Access.CHANGES,
    ),
    Command(
        "versions:merge",
        "merge",
        "Join another record into yours: the newest status of each item, all notes.",
        "tracker merge laptop.toml",
        "Without a file it joins both sides of a record that git could not merge, else the "
        "conflict copies that a sync tool left beside the record.",
        access=Access.CHANGES,
    ),
    Command(
        "versions:merge_driver",
        "merge-driver",
        "Join two records and the one that both began from into the second, for git.",
        "tracker merge-driver base.toml ours.toml theirs.toml",
        "--install has git call it in this clone, for your record: it sets merge.tracker.driver "
        "and adds a line to .gitattributes.",
        access=Access.CHANGES,
    ),
    Command(
        "exports:export",
        "export",
        "Give {written}.",
        "tracker export html -o study.html",
        "Without -o it goes to stdout. A file that is there is written anew only if it is as "
        "tracker left it; --force replaces any, and keeps a copy. Pages and archives hold back "
        "notes and links on graded items, as platforms forbid sharing solutions. WHERE gives a "
        "course or a week alone.",
        access=Access.GIVES,
    ),
    Command(
        "exports:publish",
        "publish",
        "Keep the part of a README between two markers up to date.",
        "tracker publish README.md",
        "Without the markers `<!-- tracker:begin -->` and `<!-- tracker:end -->` they are added at "
        "its end. Notes and links on graded items are held back, as platforms forbid sharing "
        "solutions. --create makes a README that is not there.",
        access=Access.GIVES,
    ),
    Command("files:path", "path", "Say which files are in use, and why.", "tracker path"),
    Command(
        "files:check",
        "check",
        "Check both files; list what the syllabus no longer has, and notes that were not saved.",
        "tracker check",
        "Exits with 5 where a file is damaged; advice leaves the exit code as it is.",
    ),
    Command(
        "files:init",
        "init",
        "Begin a record for this folder: a tracker.toml.",
        "tracker init --syllabus my-course.toml",
        "It is used here and in every folder below. Without --syllabus it is for the shipped one.",
        access=Access.CHANGES,
    ),
    Command(
        "imports:import_course",
        "import",
        "Read a course list ({read}) and write it as a syllabus.",
        "tracker import README.md --dry-run",
        "It says how it read every line. Ticks, scores and reviews are taken over only with "
        "--with-progress, and shown first. An existing file is replaced only with --force, "
        "which keeps a copy. "
        "--update compares it, or a syllabus in TOML, with the syllabus in use and keeps every id.",
        access=Access.GIVES,
    ),
    Command(
        "imports:syllabus",
        "syllabus",
        "Bring a syllabus that was made from the shipped one up to date: `syllabus update`.",
        "tracker syllabus update --dry-run",
        "Every id stays, so does all that you did; what is new, renamed, moved and gone is shown "
        "first. `tracker undo` takes it back.",
        access=Access.GIVES,
    ),
)
