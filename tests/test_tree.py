"""The tests stand where what they test stands, so that either is found from the other."""

from pathlib import Path

TESTS = Path(__file__).parent
PROGRAM = TESTS.parent / "src" / "mlops_tracker"
ROOMS = ("study", "store", "formats", "views")
ACROSS = {
    "study/test_laws.py": "laws of steps and progress together",
    "store/test_shipped_syllabus.py": "data/syllabus.toml, against the facts",
    "formats/test_untrusted.py": "hostile sources, whatever reads them",
    "formats/own/test_round_trip.py": "every format of our own, there and back",
    "formats/lists/test_seeds.py": "two real documents",
}
"""Those that are about no single module, and what they are about."""


def test_every_test_is_named_for_a_module_of_its_room() -> None:
    """`test_places_own_work.py` is about `places`; commands are tested by what a person does."""
    for room in ROOMS:
        for test in sorted((TESTS / room).rglob("test_*.py")):
            name = test.relative_to(TESTS).as_posix()
            modules = {path.stem for path in (PROGRAM / name).parent.glob("*.py")}
            about = test.stem.removeprefix("test_")
            is_named = any(about == one or about.startswith(f"{one}_") for one in modules)
            assert is_named or name in ACROSS, (
                f"tests/{name} is named for no module of src/mlops_tracker/{Path(name).parent}: "
                "rename it, or say in tests/test_tree.py what it is about"
            )
