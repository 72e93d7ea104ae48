"""Static files: one digest, kept for ever, and nothing outside the folders."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient
from yarl import URL

from server.web.assets import ASK_AGAIN, FOR_EVER, Assets, AssetTypeUnknown, add_assets

Visitor = TestClient[web.Request, web.Application]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "parts").mkdir(parents=True)
    (site / "page.js").write_text('import "./parts/ring.js";\n')
    (site / "parts" / "ring.js").write_text("export const ring = 1;\n" * 60)
    (site / "sounds.txt").write_text("ding")
    (site / ".hidden").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    return site


@pytest.fixture
def assets(folder: Path) -> Assets:
    return Assets({"site": folder, "nowhere": folder / "missing"})


@pytest.fixture
async def visitor(assets: Assets, aiohttp_client: AiohttpClient) -> Visitor:
    app = web.Application()
    add_assets(app, assets)
    return await aiohttp_client(app)


def test_the_address_carries_the_digest_of_the_whole_tree(assets: Assets, folder: Path) -> None:
    assert assets.url("site/parts/ring.js") == f"/static/{assets.digest}/site/parts/ring.js"
    assert Assets({"site": folder}).digest == assets.digest
    (folder / "sounds.txt").write_text("dong")
    assert Assets({"site": folder}).digest != assets.digest


def test_a_misspelt_file_fails_when_the_page_is_made(assets: Assets) -> None:
    with pytest.raises(KeyError, match="pages"):
        assets.url("site/pages.js")


def test_a_file_nobody_knows_the_type_of_stops_the_start(folder: Path) -> None:
    (folder / "mystery.xyz").write_text("?")
    with pytest.raises(AssetTypeUnknown, match="mystery"):
        Assets({"site": folder})


async def test_a_module_is_text_javascript_and_kept_for_ever(visitor: Visitor, assets: Assets) -> None:
    answer = await visitor.get(assets.url("site/page.js"))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert await answer.text() == 'import "./parts/ring.js";\n'


async def test_a_large_file_travels_packed_where_that_is_understood(visitor: Visitor, assets: Assets) -> None:
    address = assets.url("site/parts/ring.js")
    packed = await visitor.get(address, headers={"Accept-Encoding": "gzip"})
    plain = await visitor.get(address, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert await packed.text() == await plain.text()


async def test_a_known_etag_is_not_sent_again(visitor: Visitor, assets: Assets) -> None:
    first = await visitor.get(assets.url("site/sounds.txt"))
    again = await visitor.get(assets.url("site/sounds.txt"), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304


async def test_a_page_opened_before_a_deploy_still_finds_its_modules(visitor: Visitor) -> None:
    answer = await visitor.get("/static/0123456789ab/site/page.js")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == ASK_AGAIN


@pytest.mark.parametrize(
    "path",
    [
        "site/../../secret.txt",
        "site/%2e%2e/%2e%2e/secret.txt",
        "..%2f..%2fsecret.txt",
        "site/.hidden",
        "site/",
        "site",
        "",
        "/etc/passwd",
        "site/page.js%00",
    ],
)
async def test_no_path_leads_out_of_the_folders(visitor: Visitor, assets: Assets, path: str) -> None:
    answer = await visitor.get(URL(f"/static/{assets.digest}/{path}", encoded=True))
    assert answer.status == 404
    assert "secret" not in await answer.text()
