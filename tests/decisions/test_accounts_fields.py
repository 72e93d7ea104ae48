"""E-mail addresses, passwords, and where a visitor may be led."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.accounts.emails import EmailFlaw, email_key, find_email_problem
from shop.accounts.going_on import own_address
from shop.accounts.passwords import PasswordFlaw, find_password_flaw, typed_password


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize(
    "email",
    [
        "maya@example.com",
        "m.r+shop@mail.example.co.uk",
        "o'neil@demo.test",
        "MAYA@EXAMPLE.COM",
        "ma_ya-1@x1.io",
        "ü@bücher.de",
    ],
)
def test_a_plausible_address_is_taken(email: str) -> None:
    assert find_email_problem(email) is None


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize(
    ("email", "flaw", "suggestion"),
    [
        ("", EmailFlaw.BLANK, ""),
        ("  ", EmailFlaw.BLANK, ""),
        ("maya", EmailFlaw.NO_AT, ""),
        ("maya@home@example.com", EmailFlaw.SEVERAL_AT, ""),
        ("@example.com", EmailFlaw.NO_NAME, ""),
        ("maya@", EmailFlaw.UNFINISHED_DOMAIN, ""),
        ("maya@example", EmailFlaw.UNFINISHED_DOMAIN, "maya@example.com"),
        ("maya@gmail", EmailFlaw.UNFINISHED_DOMAIN, "maya@gmail.com"),
        ("maya@gmial", EmailFlaw.UNFINISHED_DOMAIN, "maya@gmail.com"),
        ("maya@example.", EmailFlaw.UNFINISHED_DOMAIN, "maya@example.com"),
        ("maya@example..com", EmailFlaw.UNFINISHED_DOMAIN, ""),
        ("maya@example.c", EmailFlaw.UNFINISHED_DOMAIN, ""),
        ("maya@127.0.0.1", EmailFlaw.UNFINISHED_DOMAIN, ""),
        ("maya@gmial.com", EmailFlaw.LIKELY_SLIP, "maya@gmail.com"),
        ("maya@hotmail.con", EmailFlaw.LIKELY_SLIP, "maya@hotmail.com"),
        ("ma ya@example.com", EmailFlaw.UNREADABLE, ""),
        ("maya@exa mple.com", EmailFlaw.UNREADABLE, ""),
        ("maya..r@example.com", EmailFlaw.UNREADABLE, ""),
        ("maya\x00@example.com", EmailFlaw.UNREADABLE, ""),
        ("may\u200ba@example.com", EmailFlaw.UNREADABLE, ""),
        ("\ufeffmaya@example.com", EmailFlaw.UNREADABLE, ""),
        ("\u202eayam@example.com", EmailFlaw.UNREADABLE, ""),
        ("maya@-example.com", EmailFlaw.UNREADABLE, ""),
        ("m" * 250 + "@x.io", EmailFlaw.TOO_LONG, ""),
    ],
)
def test_a_wrong_address_is_told_with_what_was_probably_meant(email: str, flaw: EmailFlaw, suggestion: str) -> None:
    problem = find_email_problem(email)
    assert problem is not None
    assert (problem.flaw, problem.suggestion) == (flaw, suggestion)


@given(st.text(max_size=60))
def test_no_text_breaks_the_look_at_an_address_and_every_suggestion_is_plausible(text: str) -> None:
    problem = find_email_problem(text)
    if problem is not None and problem.suggestion:
        assert find_email_problem(problem.suggestion) is None


@pytest.mark.requirement("ACC-1")
def test_case_and_composition_make_no_second_account() -> None:
    assert email_key(" Zoë@Example.COM ") == email_key("zoe\u0308@example.com") == "zoë@example.com"


@pytest.mark.requirement("ACC-1", "ACC-2")
def test_a_domain_is_the_same_as_people_write_it_and_as_some_browsers_send_it() -> None:
    assert email_key("maja@Bücher.de") == email_key("maja@XN--BCHER-KVA.de") == "maja@bücher.de"
    assert email_key("maja@post.xn--bcher-kva.de") == "maja@post.bücher.de"
    for no_punycode in ("maja@xn--", "maja@xn--bcher-", "maja@xn--999999999.de", "maja@xn--ü.de"):
        assert email_key(no_punycode) == no_punycode


@given(st.text(max_size=40))
def test_no_text_breaks_the_key_and_every_key_can_be_stored(text: str) -> None:
    for label in (text, f"maja@xn--{text}.de"):
        assert email_key(label).encode() is not None


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("", PasswordFlaw.BLANK),
        ("seven77", PasswordFlaw.TOO_SHORT),
        ("eight888", None),
        ("x" * 200, None),
        ("x" * 201, PasswordFlaw.TOO_LONG),
        ("Password", PasswordFlaw.EVERYBODYS),
        ("12345678", PasswordFlaw.EVERYBODYS),
        ("orderboard-demo", None),
    ],
)
def test_a_password_is_long_enough_and_not_everybodys(password: str, flaw: PasswordFlaw | None) -> None:
    assert find_password_flaw(password) is flaw


@pytest.mark.requirement("ACC-2")
def test_a_password_is_never_right_by_its_beginning() -> None:
    assert typed_password("x" * 200) == "x" * 200
    assert typed_password("x" * 5000) != "x" * 200


@pytest.mark.requirement("ACC-2")
@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/checkout", "/checkout"),
        ("/orders?page=2&q=a b", "/orders?page=2&q=a%20b"),
        ("/search?q=crème", "/search?q=cr%C3%A8me"),
        ("", None),
        ("checkout", None),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("https://evil.example/", None),
        ("javascript:alert(1)", None),
        ("/\t/evil.example", None),
        ("/a\r\nSet-Cookie: x=1", None),
        ("/\x85x", None),
        ("/" + "a" * 3000, None),
    ],
)
def test_logging_in_leads_to_an_address_of_this_site_only(text: str, address: str | None) -> None:
    assert own_address(text) == address


@given(st.text(max_size=40).map(lambda text: "/" + text))
def test_an_own_address_is_plain_ascii_with_one_slash_in_front(text: str) -> None:
    address = own_address(text)
    assert address is None or (address.isascii() and address.isprintable() and not address.startswith(("//", "/\\")))
