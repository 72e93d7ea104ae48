"""A product's photo: uploaded in the form, shown in place of the drawing, kept, replaced, swept."""

import dataclasses
import io
import os
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import FormData, web

from server.access.clock import utc_now
from server.database import DATABASE
from server.orders.order import Role
from server.orders.shapes import Json
from server.settings import Settings
from shop.back_office.photos_storing import PHOTOS
from tests.journeys.test_back_office_catalogue import Fields, Person, create, fields_of, send
from tests.support.kitchen import LoggedIn, log_in
from tests.support.pictures import picture, png_claiming, turned_picture

NewClient = Callable[[], Awaitable[Person]]


async def upload(
    who: LoggedIn, path: str, body: bytes, fields: Fields, *, name: str = "../../etc/photo.svg", kind: str = "text/html"
) -> tuple[int, Json]:
    """Post a form with a photo, under a name and a type that mean nothing."""
    form = FormData([("csrf_token", who.csrf_token), *((key, str(value)) for key, value in fields.items())])
    form.add_field("photo", io.BytesIO(body), filename=name, content_type=kind)
    answer = await who.client.post(path, data=form, headers={"Accept": "application/json"})
    shape: Json = await answer.json(content_type=None)
    return answer.status, shape


def files_of(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data_dir / "photos").glob("*"))


@pytest.mark.requirement("CAT-4", "CAT-1")
async def test_a_photo_takes_the_drawings_place_everywhere(
    app: web.Application, client: Person, settings: Settings
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    status, shape = await upload(admin, "/admin/products", turned_picture(6), await fields_of(app))
    assert status == 201, shape
    product = shape["product"]
    name = product["photo"]
    assert re.fullmatch(r"[0-9a-f]{32}", name)
    assert files_of(settings) == [f"{name}-424.webp", f"{name}-848.webp"]
    for path in ("/", f"/products/{product['id']}-halloumi-bun", f"/admin/products/{product['id']}", "/admin/products"):
        page = await (await admin.get(path, accept="text/html")).text()
        assert f"/photos/{name}-424.webp" in page
    photo = await client.get(f"/photos/{name}-848.webp")
    assert (photo.status, photo.headers["Content-Type"]) == (200, "image/webp")
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert photo.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (await photo.read())[8:12] == b"WEBP"


@pytest.mark.requirement("CAT-4")
async def test_only_photos_of_ours_are_served(app: web.Application, client: Person, settings: Settings) -> None:
    (settings.data_dir / "secret.webp").write_bytes(b"secret")
    (settings.data_dir / "photos").mkdir(exist_ok=True)
    (settings.data_dir / "photos" / "secret.webp").write_bytes(b"secret")
    for name in ("secret.webp", "..%2Fsecret.webp", f"{'a' * 32}-424.webp", f"{'a' * 32}-425.webp", "%00.webp"):
        assert (await client.get(f"/photos/{name}")).status == 404


@pytest.mark.requirement("CAT-7")
async def test_a_wrong_file_is_said_beside_its_field_and_nothing_is_saved(
    app: web.Application, client: Person, settings: Settings
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    for body, words in (
        (b"<svg onload='alert(1)'/>", "no JPEG, PNG or WebP"),
        (picture()[:-4000], "damaged"),
        (png_claiming(30_000, 30_000), "too many pixels"),
        (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024 + 100), "larger than 10 MB"),
    ):
        status, problem = await upload(admin, "/admin/products", body, await fields_of(app), kind="image/jpeg")
        assert (status, words in problem["errors"]["photo"][0]) == (422, True), problem
    async with app[DATABASE].acquire() as connection:
        assert await connection.fetchval("select count(*) from products") == 0
    assert files_of(settings) == []


@pytest.mark.requirement("CAT-7")
async def test_large_bodies_are_taken_from_admins_in_the_products_form_only(
    app: web.Application, new_client: NewClient
) -> None:
    admin = await log_in(app, await new_client(), Role.ADMIN)
    customer = await log_in(app, await new_client(), Role.CUSTOMER)
    large = picture("PNG", (900, 600)) + b"\0" * (3 * 1024 * 1024)
    assert (await upload(admin, "/admin/products", large, await fields_of(app)))[0] == 201
    assert (await upload(admin, "/admin/types", large, {"title": "x"}))[0] == 413
    assert (await upload(customer, "/admin/products", large, await fields_of(app)))[0] == 413
    assert (await upload(admin, "/admin/products", b"\0" * (13 * 1024 * 1024), await fields_of(app)))[0] == 413


@pytest.mark.requirement("CAT-4")
async def test_an_empty_file_field_means_no_photo_and_a_photo_can_be_taken_away(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    body = FormData([("csrf_token", admin.csrf_token), *((k, str(v)) for k, v in (await fields_of(app)).items())])
    body.add_field("photo", b"", filename="", content_type="application/octet-stream")
    answer = await client.post("/admin/products", data=body, headers={"Accept": "application/json"})
    assert answer.status == 201
    product = (await answer.json())["product"]
    path = f"/admin/products/{product['id']}"
    _, shape = await upload(admin, path, picture(), {"price": "2"})
    assert shape["product"]["photo"]
    _, shape = await send(admin, path, {"price": "3"})
    assert shape["product"]["photo"]
    _, shape = await send(admin, path, {"photo_remove": "1"})
    assert shape["product"]["photo"] is None


@pytest.mark.requirement("CAT-4")
async def test_replaced_photos_and_files_nobody_names_are_swept_after_an_hour(
    app: web.Application, client: Person, settings: Settings
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    _, shape = await upload(admin, "/admin/products", picture(), await fields_of(app))
    path, first = f"/admin/products/{shape['product']['id']}", shape["product"]["photo"]
    _, shape = await upload(admin, path, picture("PNG"), {})
    second = shape["product"]["photo"]
    folder = settings.data_dir / "photos"
    for orphan in (f"{'b' * 32}-424.webp", f".{second}-848.part", "readme.txt"):
        (folder / orphan).write_bytes(b"left by a crash")
    photos, pool = app[PHOTOS], app[DATABASE]

    await photos.sweep(pool, utc_now())
    assert len(files_of(settings)) == 7  # nothing is an hour old

    hours_ago = (utc_now() - timedelta(hours=2)).timestamp()
    for file in folder.glob("*"):
        os.utime(file, (hours_ago, hours_ago))
    await photos.sweep(pool, utc_now())
    assert {name.split("-")[0] for name in files_of(settings)} == {first, second, "readme.txt"}

    await photos.sweep(pool, utc_now() + timedelta(hours=2))
    assert files_of(settings) == sorted([f"{second}-424.webp", f"{second}-848.webp", "readme.txt"])
    assert (await client.get(f"/photos/{first}-424.webp")).status == 404


class TestWithoutADisk:
    @pytest.fixture
    def settings(self, settings: Settings, tmp_path: Path) -> Settings:
        """The folder cannot be made: a file stands in its place."""
        (tmp_path / "file").write_bytes(b"")
        return dataclasses.replace(settings, data_dir=tmp_path / "file")

    @pytest.mark.requirement("CAT-7")
    async def test_a_photo_that_cannot_be_kept_is_said_and_the_rest_works(
        self, app: web.Application, client: Person
    ) -> None:
        admin = await log_in(app, client, Role.ADMIN)
        status, problem = await upload(admin, "/admin/products", picture(), await fields_of(app))
        assert status == 422
        assert "could not be kept" in problem["errors"]["photo"][0]
        await create(app, admin)
