-- name: find_tracker_product_slugs(ids)
-- The present slugs of products an order was sold from; products are retired, never deleted.
select id, slug from products where id = any(:ids::bigint[]);
