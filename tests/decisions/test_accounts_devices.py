"""What the list of log-ins calls a device."""

import pytest

from shop.accounts.devices import Device, describe_device

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36", Device("Chrome", "Windows")),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROME} Safari/537.36 Edg/140.0", Device("Edge", "Windows")),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {APPLE} Version/18.0 Mobile/15E148 Safari/604.1",
         Device("Safari", "iPhone")),
        (f"Mozilla/5.0 (Linux; Android 15; SM-S931B) {APPLE} SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
         Device("Samsung Internet", "Android")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", Device("Firefox", "Linux")),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.1 Safari/605.1.15",
         Device("Safari", "Mac")),
        ("Python/3.11 aiohttp/3.14", Device("", "")),
        ("", Device("", "")),
    ],
)  # fmt: skip
def test_a_device_is_named_by_its_browser_and_system(user_agent: str, device: Device) -> None:
    assert describe_device(user_agent) == device
