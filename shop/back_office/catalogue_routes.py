"""Which addresses of the back office lead to the catalogue: products, types, availability, photos."""

from __future__ import annotations

from aiohttp import web

from server.orders.order import Role
from server.settings import SETTINGS
from server.web.uploads import UPLOADS, UploadLimit
from shop.back_office import catalogue_handlers as products
from shop.back_office import types_handlers as types
from shop.back_office.photos_storing import PHOTOS, Photos
from shop.back_office.photos_uploading import MOST_FORM_BYTES, serve_photo

_PRODUCT = "/admin/products/{product_id:[0-9]{1,18}}"
_TYPE = "/admin/types/{type_id:[0-9]{1,18}}"

CATALOGUE_ROUTES: list[web.RouteDef] = [
    web.get("/admin/products", products.show_products),
    web.post("/admin/products", products.submit_new_product),
    web.get("/admin/products/new", products.show_new_product),
    web.get(_PRODUCT, products.show_product),
    web.post(_PRODUCT, products.submit_product),
    web.post(_PRODUCT + "/retire", products.submit_retirement),
    web.post(_PRODUCT + "/restore", products.submit_restoration),
    web.post("/products/{product_id:[0-9]{1,18}}/availability", products.submit_availability),
    web.get("/admin/types", types.show_types),
    web.post("/admin/types", types.submit_new_type),
    web.post(_TYPE, types.submit_type),
    web.post(_TYPE + "/move", types.submit_place),
    web.post(_TYPE + "/empty", types.submit_emptying),
    web.post(_TYPE + "/delete", types.submit_deletion),
    web.get("/photos/{file_name}", serve_photo),
]


def set_up_catalogue(app: web.Application) -> None:
    """The photos' folder, and the larger body that only a product's form may have."""
    app[PHOTOS] = Photos(app[SETTINGS].data_dir / "photos")
    limit = UploadLimit(MOST_FORM_BYTES, (Role.ADMIN,))
    limits: dict[object, UploadLimit] = {products.submit_new_product: limit, products.submit_product: limit}
    app[UPLOADS] = limits
