-- name: find_kitchen_sold_out()
-- What cannot be had now: taken off by hand and not back yet, or counted down to nothing. Retired things are not missed.
select o.product_id, o.option_id, o.title, o.until
from (
    select
        p.id as product_id, null::bigint as option_id, p.kitchen_title as title, p.position,
        case when p.available then null else p.unavailable_until end as until
    from products p
    where
        p.retired_at is null
        and (p.stock = 0 or (not p.available and (p.unavailable_until is null or p.unavailable_until > now())))
    union all
    select
        p.id, v.id, p.kitchen_title || ', ' || v.title, p.position,
        case when v.available then null else v.unavailable_until end
    from product_options v
    join products p on p.id = v.product_id
    where
        p.retired_at is null and v.retired_at is null
        and (v.stock = 0 or (not v.available and (v.unavailable_until is null or v.unavailable_until > now())))
) o
order by o.position, o.title, o.product_id, o.option_id;

-- name: find_kitchen_gone_ids(since)
-- What was handed over lately and may come back. Backwards over the primary key: history may be long, the answer is short.
select id
from (
    select id, status, entered_kitchen_at, changed_at from orders order by id desc limit 300
) o
where o.status in ('collected', 'shipped') and o.entered_kitchen_at is not null and o.changed_at > :since::timestamptz
order by o.changed_at desc
limit 30;
