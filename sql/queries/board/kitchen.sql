-- name: find_kitchen_gone_ids(since)
-- What was handed over lately and may come back. Backwards over the primary key: history may be long, the answer is short.
select id
from (
    select id, status, entered_kitchen_at, changed_at from orders order by id desc limit 300
) o
where o.status in ('collected', 'shipped') and o.entered_kitchen_at is not null and o.changed_at > :since::timestamptz
order by o.changed_at desc
limit 30;
