"""The texts of a form, read at the door: what is blank, and what is more than one line."""

import pytest

from server.web.forms import Form


def read(text: str, *, required: str = "", lines: bool = False) -> tuple[str, list[str]]:
    """The text as it is taken, and what is said of it."""
    form = Form({"title": [text]})
    return form.text("title", most=100, required=required, lines=lines), form.errors.get("title", [])


@pytest.mark.requirement("ACC-1", "CAT-7")
@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\u00a0\u2060", "\u200b\u2028\u200b", "\u202e\u202c", "\u0301"])
def test_what_nobody_would_see_is_blank(text: str) -> None:
    for lines in (False, True):
        assert read(text, lines=lines)[0] == ""
        assert len(read(text, required="Say something.", lines=lines)[1]) == 1


@pytest.mark.parametrize("text", ["🦄", "مرحبا", "\u202eabc", "👩\u200d🍳", "e\u0301"])
def test_every_script_is_seen(text: str) -> None:
    taken, errors = read(text, required="Say something.")
    assert (bool(taken), errors) == (True, [])


@pytest.mark.requirement("ACC-1", "CAT-7")
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_a_line_is_one_line_however_lines_end(end: str) -> None:
    assert read(f"Flat{end}white") == ("", ["There is a character in it that cannot be read. Please type it again."])
    assert read(f"Flat white{end}") == ("Flat white", [])


def test_lines_end_alike_where_there_may_be_several() -> None:
    assert read("one\r\ntwo\rthree\nfour", lines=True) == ("one\ntwo\nthree\nfour", [])
