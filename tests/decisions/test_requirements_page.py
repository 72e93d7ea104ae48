"""The page of requirements says what the tests' marks say."""

from tests.support.requirements_page import PAGE, find_marks, make_page, read_rows


def test_every_mark_names_a_requirement_there_is() -> None:
    known = {identifier for rows in read_rows().values() for identifier in rows}
    assert set(find_marks()) <= known


def test_the_page_is_up_to_date() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == make_page(), "run: .venv/bin/python -m tests.support.requirements_page"
