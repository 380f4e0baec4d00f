"""Figures are rounded half-up, printed plain, and compared unrounded."""

from decimal import Decimal
from fractions import Fraction

import pytest

from kefu.figures import exact, in_decimals, mean, percent, percent_text, plain, reaches, rounded, whole_or_text


@pytest.mark.parametrize(
    ("number", "places", "expected"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("7", 2, "7.00"), ("1.005", 2, "1.01")],
)
def test_halves_are_rounded_away_from_zero(number, places, expected):
    assert str(rounded(Decimal(number), places=places)) == expected


@pytest.mark.parametrize(("number", "expected"), [("120.00", "120"), ("0.50", "0.5"), ("-0", "0"), ("1E+3", "1000"), ("-2.10", "-2.1")])
def test_a_plain_number_has_no_trailing_zeros(number, expected):
    assert plain(Decimal(number)) == expected


@pytest.mark.parametrize(
    ("number", "shown", "kept"),
    [
        (Fraction(1, 3), "0.3333", "1/3"),
        (Fraction(2, 3), "0.6667", "2/3"),
        (Fraction(1, 16), "0.0625", "0.0625"),
        (Fraction(1, 32), "0.0313", "0.03125"),
        (Fraction(-1, 32), "-0.0313", "-0.03125"),
        (Fraction(100), "100", "100"),
        (Fraction(0), "0", "0"),
    ],
)
def test_a_fraction_is_shown_in_decimals_and_kept_as_it_is(number, shown, kept):
    assert (str(in_decimals(number)), exact(number), Fraction(exact(number))) == (shown, kept, number)


def test_a_percentage_is_of_something():
    assert (percent(1, whole=3), percent_text(2, whole=3, places=4), percent_text(1, whole=1)) == (Decimal("33.33"), "66.6667", "100.00")
    assert (percent(0, whole=0), percent_text(1, whole=Decimal(0)), reaches(0, whole=0, target=95), mean([])) == (None,) * 4


def test_a_rate_is_compared_unrounded():
    assert reaches(Decimal("189999.99"), whole=200_000, target=95) is False
    assert percent_text(Decimal("189999.99"), whole=200_000) == "95.00"
    assert reaches(190_000, whole=200_000, target="95") is True


@pytest.mark.parametrize(("number", "expected"), [(98, 98), (Decimal("98.0"), 98), ("98.50", "98.5"), (Decimal("-0.5"), "-0.5")])
def test_a_figure_of_the_law_goes_on_the_wire_as_a_number_or_a_text(number, expected):
    assert whole_or_text(number) == expected
    assert type(whole_or_text(number)) is type(expected)


def test_a_mean_is_rounded_half_up():
    assert (mean([1, 2]), mean([1, 1, 2], places=1), mean([Decimal("0.05")], places=1)) == (Decimal("1.50"), Decimal("1.3"), Decimal("0.1"))
