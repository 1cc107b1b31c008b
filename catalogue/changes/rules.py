"""How far a typed word is from a known one."""

from collections.abc import Iterable


def slips_between(typed: str, known: str) -> int:
    """Slips of typing from one word to the other: a letter left out, added, mistaken, or two swapped.

    `saldatrua` is one slip from `saldatura`, `exel` one from `excel`.
    """
    before: list[int] = []
    row = list(range(len(known) + 1))
    for i, letter in enumerate(typed, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(known, start=1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and typed[i - 2] == other:
                steps = min(steps, older[j - 2] + 1)
            row.append(steps)
    return row[-1]


def likeliest(typed: str, known: Iterable[str]) -> list[str]:
    """The known words one may have meant, those with the fewest slips first, each in the order given.

    One slip for every four letters is forgiven, and one more.
    """
    slips = [(slips_between(typed, word), word) for word in known]
    allowed = 1 + len(typed) // 4
    return [word for steps, word in sorted(slips, key=lambda pair: pair[0]) if steps <= allowed]
