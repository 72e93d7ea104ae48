-- name: find_sold_out(now)
-- What cannot be had: taken off by hand and not back yet, or counted down to nothing. Retired things are not missed.
-- A product with options counts on its options only.
select o.product_id, o.option_id, o.title, o.until
from (
    select
        p.id as product_id, null::bigint as option_id, p.kitchen_title as title, p.position,
        case when p.available then null else p.unavailable_until end as until
    from products p
    where
        p.retired_at is null
        and (
            (not p.available and (p.unavailable_until is null or p.unavailable_until > :now::timestamptz))
            or (
                p.stock = 0
                and not exists (select 1 from product_options v where v.product_id = p.id and v.retired_at is null)
            )
        )
    union all
    select
        p.id, v.id, p.kitchen_title || ', ' || v.title, p.position,
        case when v.available then null else v.unavailable_until end
    from product_options v
    join products p on p.id = v.product_id
    where
        p.retired_at is null and v.retired_at is null
        and (v.stock = 0 or (not v.available and (v.unavailable_until is null or v.unavailable_until > :now::timestamptz)))
) o
order by o.position, o.title, o.product_id, o.option_id;
