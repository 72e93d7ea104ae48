"""Settings from the environment: read once at start, frozen; all that is wrong is reported at once."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

_SECRETS = ("secret_key", "meili_api_key", "stripe_secret_key", "stripe_webhook_secret", "twilio_auth_token")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsAreWrong(Exception):
    """The environment cannot be used; `problems` has one clear line for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is in force. Fields are the environment's names in lower case; None or "" means not set."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = "http://127.0.0.1:8080"
    workers: int = 1
    secret_key: str
    data_dir: Path = Path("var")
    database_url: str | None = None
    redis_url: str | None = None
    redis_prefix: str = "orderboard:"
    meili_url: str = ""
    meili_api_key: str = ""
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_base: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_from: str = ""
    twilio_api_base: str = ""
    supplier_phone: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    shop_name: str = "Orderboard"
    shop_timezone: str = "UTC"
    shop_currency: str = "USD"
    demo: bool = False
    trusted_proxies: int = 0
    log_format: str = "console"
    # argon2id's cost: (time, KiB of memory, lanes); the default is the library's RFC 9106 low-memory profile
    argon2_cost: tuple[int, int, int] = (3, 65536, 4)

    @property
    def secure(self) -> bool:
        """Whether people reach the shop over https: cookies are then Secure and carry the __Host- prefix."""
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    def shown(self) -> dict[str, str]:
        """Environment name → value as `python -m server config` prints it, secrets masked."""
        shown = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name in _SECRETS and value:
                value = "********"
            elif f.name in ("database_url", "redis_url", "smtp_url") and value:
                value = re.sub(r"//[^@/]*@", "//********@", str(value))
            shown[f.name.upper()] = "" if value is None else str(int(value) if isinstance(value, bool) else value)
        return shown

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check the environment. Raises SettingsAreWrong with every problem found."""
        return _Reader(environ).settings()


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        text = self.text(name, str(default))
        if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) and low <= int(text) <= high:
            return int(text)
        self.problems.append(f"{name} must be a whole number from {low} to {high}, it is {text!r}")
        return default

    def flag(self, name: str) -> bool:
        text = self.text(name, "0").lower()
        if text not in ("0", "1", "true", "false", "yes", "no"):
            self.problems.append(f"{name} must be 0 or 1, it is {text!r}")
        return text in ("1", "true", "yes")

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        text = self.text(name)
        if text and (urlsplit(text).scheme not in schemes or not urlsplit(text).netloc):
            self.problems.append(f"{name} must start with {' or '.join(s + '://' for s in schemes)}")
        return text

    def settings(self) -> Settings:
        host = self.text("HOST", "127.0.0.1")
        port = self.number("PORT", 8080, 1, 65535)
        reachable = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared, not bound
        public_url = self.url("PUBLIC_URL", ("http", "https")) or f"http://{reachable}:{port}"
        data_dir = Path(self.text("DATA_DIR", "var"))
        self.check_groups()
        settings = Settings(
            host=host,
            port=port,
            public_url=public_url.rstrip("/"),
            workers=self.number("WORKERS", 1, 1, 64),
            secret_key=self.secret_key(data_dir),
            data_dir=data_dir,
            database_url=self.url("DATABASE_URL", ("postgres", "postgresql")) or None,
            redis_url=self.url("REDIS_URL", ("redis", "rediss", "unix")) or None,
            redis_prefix=self.text("REDIS_PREFIX", "orderboard:"),
            meili_url=self.url("MEILI_URL", ("http", "https")),
            meili_api_key=self.text("MEILI_API_KEY"),
            stripe_secret_key=self.text("STRIPE_SECRET_KEY"),
            stripe_webhook_secret=self.text("STRIPE_WEBHOOK_SECRET"),
            stripe_api_base=self.url("STRIPE_API_BASE", ("http", "https")),
            twilio_account_sid=self.text("TWILIO_ACCOUNT_SID"),
            twilio_auth_token=self.text("TWILIO_AUTH_TOKEN"),
            twilio_from=self.text("TWILIO_FROM"),
            twilio_api_base=self.url("TWILIO_API_BASE", ("http", "https")),
            supplier_phone=self.text("SUPPLIER_PHONE"),
            smtp_url=self.url("SMTP_URL", ("smtp", "smtps")),
            mail_from=self.text("MAIL_FROM"),
            shop_name=self.text("SHOP_NAME", "Orderboard"),
            shop_timezone=self.timezone(),
            shop_currency=self.currency(),
            demo=self.flag("DEMO"),
            trusted_proxies=self.number("TRUSTED_PROXIES", 0, 0, 10),
            log_format=self.log_format(),
        )
        if self.problems:
            raise SettingsAreWrong(self.problems)
        return settings

    def check_groups(self) -> None:
        groups = (
            ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
            ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"),
            ("MEILI_URL", "MEILI_API_KEY"),
            ("SMTP_URL", "MAIL_FROM"),
        )
        for names in groups:
            missing = [name for name in names if not self.text(name)]
            if missing and len(missing) < len(names):
                given = [name for name in names if name not in missing]
                self.problems.append(f"{' and '.join(given)} needs {' and '.join(missing)} too")
        if self.text("STRIPE_API_BASE") and "_live_" in self.text("STRIPE_SECRET_KEY"):
            self.problems.append("STRIPE_API_BASE is refused together with a live Stripe key")
        base = self.text("TWILIO_API_BASE")
        if base and urlsplit(base).hostname not in _LOOPBACK:
            self.problems.append("TWILIO_API_BASE must name a loopback host")

    def timezone(self) -> str:
        name = self.text("SHOP_TIMEZONE", "UTC")
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.problems.append(f"SHOP_TIMEZONE is not a known zone: {name!r}; try Europe/Berlin")
        return name

    def currency(self) -> str:
        code = self.text("SHOP_CURRENCY", "USD").upper()
        if not re.fullmatch(r"[A-Z]{3}", code):
            self.problems.append(f"SHOP_CURRENCY must be a code of three letters such as USD, it is {code!r}")
        return code

    def log_format(self) -> str:
        text = self.text("LOG_FORMAT", "console")
        if text not in ("console", "json"):
            self.problems.append(f"LOG_FORMAT must be console or json, it is {text!r}")
        return text

    def secret_key(self, data_dir: Path) -> str:
        """SECRET_KEY, or one made once and kept under DATA_DIR, so that sessions survive a restart."""
        given = self.text("SECRET_KEY")
        if given:
            if len(given) < 16:
                self.problems.append("SECRET_KEY must have 16 characters or more")
            return given
        path = data_dir / "secret-key"
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
                path.write_text(secrets.token_urlsafe(32))
            return path.read_text().strip()
        except OSError as error:
            self.problems.append(f"DATA_DIR cannot be written ({error.strerror}): {data_dir}")
            return hashlib.sha256(b"unusable").hexdigest()


SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
