-- name: lock_counted_products(ids)
-- Only counted products are locked, in id order: opposite line orders cannot wait for each other in a circle.
select id from products where id = any(:ids::bigint[]) and stock is not null order by id for no key update;

-- name: lock_counted_options(ids)
select id from product_options where id = any(:ids::bigint[]) and stock is not null order by id for no key update;

-- name: take_product_stock(ids, quantities)
-- Conditional: what is not there is not taken. Answers every counted product that could be served.
update products set stock = stock - t.quantity
from unnest(:ids::bigint[], :quantities::integer[]) as t (id, quantity)
where products.id = t.id and stock >= t.quantity
returning products.id, stock;

-- name: take_option_stock(ids, quantities)
update product_options set stock = stock - t.quantity
from unnest(:ids::bigint[], :quantities::integer[]) as t (id, quantity)
where product_options.id = t.id and stock >= t.quantity
returning product_options.id, stock;

-- name: give_back_product_stock(order_id)!
-- Exactly what the order's lines took, summed per product. What had sold out is noted for the menu.
with given_back as (
    update products set stock = stock + t.quantity
    from (
        select product_id, sum(quantity)::integer as quantity from order_lines
        where order_id = :order_id and took_stock and option_id is null group by product_id
    ) as t
    where products.id = t.product_id and stock is not null
    returning products.id, stock = t.quantity as was_gone
)
insert into touched_products (product_id) select id from given_back where was_gone;

-- name: give_back_option_stock(order_id)!
with given_back as (
    update product_options set stock = stock + t.quantity
    from (
        select option_id, sum(quantity)::integer as quantity from order_lines
        where order_id = :order_id and took_stock and option_id is not null group by option_id
    ) as t
    where product_options.id = t.option_id and stock is not null
    returning product_options.product_id, stock = t.quantity as was_gone
)
insert into touched_products (product_id) select product_id from given_back where was_gone;

-- name: stock_ids_of(order_id)
select distinct product_id, option_id from order_lines where order_id = :order_id and took_stock;
