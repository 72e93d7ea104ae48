"""Dates as people read them."""

from datetime import date

from server.web.words import date_text


def test_a_date_names_its_month_so_that_nobody_takes_it_for_another() -> None:
    assert date_text(date(2026, 11, 28)) == "28 Nov 2026"
    assert date_text(date(2027, 9, 1)) == "1 Sep 2027"
