"""The environment: all that is wrong is said at once, secrets are never shown."""

from pathlib import Path

import pytest

from server.settings import Settings, SettingsAreWrong


def problems_of(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsAreWrong) as wrong:
        Settings.from_environment({"SECRET_KEY": "k" * 20, **environ})
    return wrong.value.problems


def test_an_empty_environment_is_enough(tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8080, 1)
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.secret_key == Settings.from_environment({"DATA_DIR": str(tmp_path)}).secret_key


@pytest.mark.parametrize(
    ("environ", "word"),
    [
        ({"PORT": "80a"}, "PORT"),
        ({"PORT": "٨٠"}, "PORT"),
        ({"WORKERS": "0"}, "WORKERS"),
        ({"STRIPE_SECRET_KEY": "sk_test_1"}, "STRIPE_WEBHOOK_SECRET"),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}, "TWILIO_FROM"),
        ({"TWILIO_API_BASE": "https://api.example.com"}, "loopback"),
        ({"SHOP_TIMEZONE": "Europe/Atlantis"}, "SHOP_TIMEZONE"),
        ({"SMTP_URL": "http://mail"}, "SMTP_URL"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DEMO": "maybe"}, "DEMO"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ],
)
def test_a_wrong_or_half_set_value_is_named(environ: dict[str, str], word: str) -> None:
    assert any(word in problem for problem in problems_of(environ))


def test_a_live_stripe_key_never_meets_another_base() -> None:
    environ = {
        "STRIPE_SECRET_KEY": "sk_live_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
    }
    assert any("live" in problem for problem in problems_of(environ))


def test_everything_wrong_is_said_at_once() -> None:
    assert len(problems_of({"PORT": "x", "WORKERS": "x", "SHOP_CURRENCY": "dollars"})) == 3


def test_secrets_are_masked() -> None:
    environ = {"SECRET_KEY": "k" * 20, "DATABASE_URL": "postgresql://app:hidden@127.0.0.1/x"}
    shown = Settings.from_environment(environ).shown()
    assert "k" * 20 not in str(shown)
    assert "hidden" not in str(shown)
    assert shown["DATABASE_URL"].endswith("@127.0.0.1/x")
