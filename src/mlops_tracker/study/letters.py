"""When two texts are the same: letters in any case, and in any of their Unicode forms.

Whatever is compared for a person goes through here: names that are typed, words
that are looked for, kinds, the names of files. What is stored stays as it was typed.
"""


def folded(text: str) -> str:
    """Return a text such that two are equal if they differ in case and Unicode form alone.

    That is canonical caseless matching (The Unicode Standard, D145): `é` in one code
    point or two is one letter, but `x²` and `x2` are two texts.
    """
    if text.isascii():
        return text.lower()
    from unicodedata import normalize

    return normalize("NFC", normalize("NFD", text).casefold())


def compared(text: str) -> str:
    """Return a title as it is compared: folded letters and digits, single spaces."""
    small = folded(text)
    words = "".join(c if c.isalnum() or _is_mark(c) else " " for c in small).split()
    return " ".join(words) or small.strip()


def _is_mark(character: str) -> bool:
    """Whether a character belongs to the letter before it, as vowels of Hindi do."""
    if character.isascii():
        return False
    from unicodedata import category

    return category(character).startswith("M")
