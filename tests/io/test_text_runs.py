"""Characters to runs of text."""

from __future__ import annotations

from figpool.core.geometry import Box
from figpool.io.text_runs import Char, join_chars


def line(text: str, x: float, y: float, size: float = 10.0, owner: int = 0) -> list[Char]:
    """Letters half as wide as high, on one line."""
    chars = []
    for letter in text:
        chars.append(Char(letter, Box(x, y - 0.7 * size, x + 0.45 * size, y), x, y, 0.5 * size, 0.0, size, owner))
        x += 0.5 * size
    return chars


def texts(chars: list[Char]) -> list[str]:
    return [t.text for t in join_chars(chars)]


def test_letters_of_one_line_are_one_run() -> None:
    assert texts(line("Day 14", 0, 0)) == ["Day 14"]


def test_labels_of_neighbouring_ticks_stay_apart() -> None:
    assert texts(line("5%", 0, 0, owner=1) + line("10%", 13, 0, owner=2)) == ["5%", "10%"]


def test_a_word_gap_without_a_stored_space_becomes_one() -> None:
    assert texts(line("Drug", 0, 0) + line("A", 24, 0)) == ["Drug A"]


def test_a_small_raised_digit_is_an_exponent() -> None:
    assert texts(line("10", 0, 0) + line("3", 10.2, -4, size=6)) == ["10³"]


def test_lines_below_each_other_are_two_runs() -> None:
    assert texts(line("Low", 0, 0) + line("dose", 0, 12)) == ["Low", "dose"]


def test_labels_close_together_stay_apart_where_spaces_are_stored() -> None:
    close = line("Vehicle", 0, 0, owner=1) + line("Low dose", 38, 0, owner=2)
    assert texts(close) == ["Vehicle", "Low dose"]
    one_object = line("MSC", 0, 0) + line("Low dose", 19, 0)
    assert texts(one_object) == ["MSC", "Low dose"]


def test_thousands_parted_by_a_space_that_is_not_stored_are_one_number() -> None:
    assert texts(line("3", 0, 0, owner=1) + line("000", 7.8, 0, owner=2)) == ["3 000"]
    assert texts(line("3", 0, 0, owner=1) + line("00", 7.8, 0, owner=2)) == ["3", "00"]


def test_words_of_oblique_text_keep_their_space() -> None:
    chars, along = [], 0.0
    for letter in "Lowdose":
        along += 2.8 if letter == "d" else 0.0
        x, y = along * 0.5**0.5, -along * 0.5**0.5
        chars.append(Char(letter, Box(x, y - 6, x + 6, y), x, y, 5.0, 45.0, 10.0, len(chars)))
        along += 5.0
    assert texts(chars) == ["Low dose"]


def test_tick_labels_that_one_object_draws_with_gaps_between_them_stay_apart() -> None:
    ticks = [c for i in range(4) for c in line(str(10 * i), 18.7 * i, 0)]  # cairo: gaps of 1.37 and 0.87 font sizes
    assert texts(ticks) == ["0", "10", "20", "30"]
    words = line("Sham", 0, 0) + line("SCI", 27, 0) + line("Drug", 49, 0)
    assert texts(words) == ["Sham", "SCI", "Drug"]


def test_labels_with_stored_spaces_part_at_a_gap_narrower_than_a_space() -> None:
    assert texts(line("3 months", 0, 0) + line("6 months", 41.7, 0)) == ["3 months", "6 months"]


def test_letters_set_apart_are_one_word() -> None:
    spread = [c for i, letter in enumerate("Wide use") for c in line(letter, 6.8 * i, 0)]
    assert texts(spread) == ["Wide use"]


def test_a_label_printed_over_the_end_of_another_is_one_of_its_own() -> None:
    assert texts([*line("DMEM", 0, 100), *line("CM", 15, 100, owner=1)]) == ["DMEM", "CM"]
    assert texts([*line("LA", 0, 100), *line("VA", 8, 100, owner=1)]) == ["LAVA"]  # drawn together, letter by letter
