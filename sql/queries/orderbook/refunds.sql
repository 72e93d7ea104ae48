-- name: insert_refund(order_id, method, amount_minor, lines, asked_at, asked_by, asked_by_role, returned_at, returned_by, returned_by_role)$
-- Under the order's row lock, so that the sum holds still: never more than was paid, whatever the caller believes (P12).
insert into refunds (
    order_id, method, amount_minor, lines, asked_at, asked_by, asked_by_role, returned_at, returned_by, returned_by_role
)
select
    o.id, :method::text, :amount_minor::bigint, :lines::text, :asked_at::timestamptz, :asked_by::bigint,
    :asked_by_role::text, :returned_at::timestamptz, :returned_by::bigint, :returned_by_role::text
from orders o
where
    o.id = :order_id and o.paid
    and (select coalesce(sum(r.amount_minor), 0) from refunds r where r.order_id = o.id) + :amount_minor::bigint <= o.total_minor
returning id;

-- name: settle_refund(id, lines, returned_at, returned_by, returned_by_role)$
-- The whole of what is owed is given back.
update refunds set
    lines = :lines, returned_at = :returned_at, returned_by = :returned_by, returned_by_role = :returned_by_role
where id = :id and returned_at is null
returning id;

-- name: lower_refund(id, amount_minor)^
-- A part of what is owed is given back: that part becomes a row of its own, asked for when and by whom the whole was.
update refunds set amount_minor = amount_minor - :amount_minor
where id = :id and returned_at is null and amount_minor > :amount_minor
returning asked_at, asked_by, asked_by_role;

-- name: raise_order_version(id, version, changed_at)!
-- A change of money leaves the status; under the order's row lock.
update orders set version = :version, changed_at = :changed_at where id = :id and version = :version - 1;

-- name: find_owed(most)
-- Orders whose hand-taken money waits to be given back, oldest first, with how many there are in all.
select o.public_id, o.number, r.amount_minor, r.asked_at, count(*) over () as orders
from refunds r
join orders o on o.id = r.order_id
where r.returned_at is null and r.method = 'hand'
order by r.asked_at, r.id
limit :most;

-- name: find_refund_violations()
-- Invariants: more given back than was paid, money back for what was never paid, a cancelled order whose money is
-- neither owed nor returned.
select o.public_id, o.total_minor, coalesce(r.refunded, 0)::bigint as refunded
from orders o
left join (select order_id, sum(amount_minor) as refunded from refunds group by order_id) r on r.order_id = o.id
where
    r.refunded > o.total_minor
    or (r.refunded > 0 and not o.paid)
    or (o.status = 'cancelled' and o.paid and coalesce(r.refunded, 0) <> o.total_minor)
order by o.id;
