"""The fields of registration, log-in and account: each wrong one with what to type instead."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from server.orders.refusals import WrongFields
from server.web.forms import Form
from server.web.words import _
from shop.accounts import emails, passwords
from shop.accounts.changing import AccountChange
from shop.accounts.emails import EmailFlaw, EmailProblem, find_email_problem
from shop.accounts.entering import NewPerson
from shop.accounts.passwords import PasswordFlaw, find_password_flaw, normal_password, typed_password
from shop.accounts.person import Person

NAME_MOST: Final = 100
DISPLAY_NAME_MOST: Final = 60
PHONE_MOST: Final = 40
_PHONE: Final = re.compile(r"\+?[0-9 ()/.-]{5,}", re.ASCII)


def parse_registration(form: Form) -> NewPerson:
    """A new person. Raises WrongFields with all that is wrong."""
    full_name = parse_full_name(form)
    email = parse_email(form)
    password = parse_new_password(form)
    display_name = form.text("display_name", most=DISPLAY_NAME_MOST)
    phone = parse_phone(form)
    form.check()
    return NewPerson(
        full_name=full_name,
        display_name=display_name or full_name.split(maxsplit=1)[0],
        email=email,
        phone=phone,
        password=password,
    )


def parse_email(form: Form) -> str:
    """A plausible address. Whoever sends a likely slip a second time means it."""
    email = unicodedata.normalize("NFC", form.raw("email")).strip()
    problem = find_email_problem(email)
    meant = problem is not None and problem.flaw is EmailFlaw.LIKELY_SLIP and form.raw("email_meant").strip() == email
    if problem is not None and not meant:
        form.wrong("email", email_words(problem))
    return email


def parse_full_name(form: Form) -> str:
    return form.text("full_name", most=NAME_MOST, required=_("Please tell us your name, as on your letterbox."))


def parse_phone(form: Form) -> str:
    """Free-form digits of any country; "" is allowed."""
    phone = form.text("phone", most=PHONE_MOST)
    if phone and (not _PHONE.fullmatch(phone) or sum(c.isdigit() for c in phone) < 5):
        form.wrong("phone", _("Please use digits, such as +44 20 7946 0123, or leave it empty."))
    return phone


def parse_new_password(form: Form, name: str = "password") -> str:
    password = normal_password(form.raw(name))
    flaw = find_password_flaw(password)
    if flaw is not None:
        form.wrong(name, password_words(flaw))
    return password


def parse_account_change(form: Form, person: Person) -> AccountChange:
    """What of one's own account is to change; fields left out keep their values. Raises WrongFields.

    A new e-mail or password asks for the current password: a session left open is not enough to take an account over.
    """
    full_name = parse_full_name(form) if form.given("full_name") else None
    display_name = form.text("display_name", most=DISPLAY_NAME_MOST) if form.given("display_name") else None
    email = parse_email(form) if form.given("email") and form.raw("email").strip() != person.email else None
    phone = parse_phone(form) if form.given("phone") else None
    new_password = parse_new_password(form, "new_password") if form.raw("new_password") else None
    current = typed_password(form.raw("current_password"))
    if not current and (email is not None or new_password is not None):
        form.wrong("current_password", _("Please type your current password: it is asked for this change."))
    change = AccountChange(
        full_name=full_name,
        display_name=display_name,
        email=email,
        phone=phone,
        new_password=new_password,
        current_password=current,
    )
    form.check()
    return change


def parse_known_email(form: Form) -> str:
    """The address of an account; one that looks mistyped may be what was registered. Raises WrongFields."""
    email = unicodedata.normalize("NFC", form.raw("email")).strip()
    problem = find_email_problem(email)
    if problem is not None and problem.flaw is not EmailFlaw.LIKELY_SLIP:
        form.wrong("email", email_words(problem))
    form.check()
    return email


def parse_login(form: Form) -> tuple[str, str]:
    """Address and password as typed. Raises WrongFields where one is missing."""
    email = form.text("email", most=1000)
    password = typed_password(form.raw("password"))
    if not email and "email" not in form.errors:
        form.wrong("email", _("Please type the e-mail address of your account."))
    if not password:
        form.wrong("password", _("Please type your password."))
    form.check()
    return email[: emails.MOST_CHARACTERS + 1], password


def wrong_login() -> WrongFields:
    """The same for an unknown address and a wrong password: nobody learns which addresses have accounts here."""
    sentence = _("This e-mail and password do not belong together. Check both, capitals and small letters count.")
    return WrongFields({"password": [sentence]})


def wrong_current_password() -> WrongFields:
    sentence = _("This is not your current password. Check it, capitals and small letters count.")
    return WrongFields({"current_password": [sentence]})


def email_taken() -> WrongFields:
    sentence = _("There is an account for this address already. Log in instead, or use another address.")
    return WrongFields({"email": [sentence]})


def email_words(problem: EmailProblem) -> str:
    """A sentence for a flaw, with the address that was probably meant."""
    sentence = {
        EmailFlaw.BLANK: _("Please type your e-mail address, such as maya@example.com."),
        EmailFlaw.TOO_LONG: _("This is longer than any e-mail address. Please type it again."),
        EmailFlaw.NO_AT: _("An e-mail address has an @, such as maya@example.com."),
        EmailFlaw.SEVERAL_AT: _("An e-mail address has one @ only. Please type one address."),
        EmailFlaw.NO_NAME: _("Something is missing before the @, such as maya in maya@example.com."),
        EmailFlaw.UNFINISHED_DOMAIN: _("The part after @ looks unfinished."),
        EmailFlaw.LIKELY_SLIP: _("The part after @ looks mistyped."),
        EmailFlaw.UNREADABLE: _("There is a character in it that e-mail addresses do not have. Please type it again."),
    }[problem.flaw]
    if problem.suggestion:
        return sentence + " " + _("Did you mean {suggestion}?").format(suggestion=problem.suggestion)
    return sentence


def password_words(flaw: PasswordFlaw) -> str:
    return {
        PasswordFlaw.BLANK: _("Please choose a password of at least {count} characters."),
        PasswordFlaw.TOO_SHORT: _("Please use at least {count} characters. A short sentence works well."),
        PasswordFlaw.TOO_LONG: _("Please use at most {most} characters."),
        PasswordFlaw.EVERYBODYS: _(
            "This password is one of the first that anybody tries. A short sentence works well."
        ),
    }[flaw].format(count=passwords.FEWEST, most=passwords.MOST)
