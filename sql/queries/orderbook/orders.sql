-- name: find_orders(ids)
-- Orders with their lines, history and refunds in one read, oldest first. The one read of orders there is.
select
    o.id, o.public_id, o.number, o.person_id, o.first_name, o.show_name, o.version, o.status, o.paid, o.payment, o.fulfilment,
    o.address, o.slot, o.note, o.allergy, o.placed_at, o.entered_kitchen_at, o.promised_at, o.ready_at, o.ready_from,
    o.ready_to, o.reason, o.ahead, o.accepted_at, o.call_state, o.tracking_url, o.changed_at, o.currency,
    o.subtotal_minor, o.discount_minor, o.total_minor, p.full_name, p.email,
    (
        select json_agg(json_build_array(
            l.line, l.product_id, l.option_id, l.title, l.kitchen_title, l.option_title, l.choices, l.quantity,
            l.original_price_minor, l.sale_percent, l.unit_price_minor, l.line_total_minor, l.prep_minutes, l.station, l.status
        ) order by l.line)
        from order_lines l where l.order_id = o.id
    ) as lines,
    (
        select json_agg(json_build_array(e.seq, e.kind, e.status, extract(epoch from e.at), e.by_role, e.source) order by e.seq)
        from order_events e where e.order_id = o.id
    ) as history,
    (
        select json_agg(json_build_array(
            r.id, r.method, r.amount_minor, r.lines, extract(epoch from r.asked_at), r.asked_by_role,
            extract(epoch from r.returned_at), r.returned_by_role
        ) order by r.id)
        from refunds r where r.order_id = o.id
    ) as refunds
from orders o
left join people p on p.id = o.person_id
where o.id = any(:ids::bigint[])
order by o.id;

-- name: find_order_id(public_id)$
select id from orders where public_id = :public_id;

-- name: lock_order(public_id)$
-- The order's row lock decides who moves it first; the version tells the other that it has moved.
select id from orders where public_id = :public_id for no key update;

-- name: find_kitchen_order_ids()
-- What stands on the kitchen's wall: counter orders from placement, card orders from payment.
select id from orders
where status in ('ordered', 'paid', 'in_progress', 'ready') and entered_kitchen_at is not null
order by id;

-- name: find_live_order_ids()
-- Every order not yet final, unpaid card orders included.
select id from orders where status in ('ordered', 'paid', 'in_progress', 'ready', 'shipped') order by id;

-- name: count_queue(now)$
-- Orders paid or started and not yet finished by the kitchen (PRED-1); later slots count from an hour before.
select count(*) from orders
where status in ('paid', 'in_progress') and entered_kitchen_at is not null and (slot is null or slot <= :now::timestamptz + interval '1 hour');

-- name: count_ahead(came_at, id)$
-- Orders of the kitchen's queue that come before the given place and are not ready.
select count(*) from orders
where
    status in ('ordered', 'paid', 'in_progress') and entered_kitchen_at is not null
    and (coalesce(slot - interval '1 hour', entered_kitchen_at), id) < (:came_at::timestamptz, :id::bigint);

-- name: claim_checkout_token(token)
-- The second submission of the same token waits here until the first has committed or rolled back.
select pg_advisory_xact_lock(hashtextextended(:token, 0));

-- name: find_order_by_token(token)^
select public_id, person_id from orders where checkout_token = :token;

-- name: next_order_number()$
select nextval('order_number_sequence');

-- name: next_order_id()$
select nextval(pg_get_serial_sequence('orders', 'id'));

-- name: insert_order(id, public_id, number, person_id, first_name, show_name, paid, status, payment, fulfilment, address, slot, note, allergy, placed_at, entered_kitchen_at, promised_at, ready_at, ahead, currency, subtotal_minor, discount_minor, total_minor, checkout_token)!
insert into orders (
    id, public_id, number, person_id, first_name, show_name, paid, status, payment, fulfilment, address, slot, note, allergy,
    placed_at, entered_kitchen_at, promised_at, ready_at, ahead, changed_at, currency, subtotal_minor, discount_minor,
    total_minor, checkout_token
) overriding system value
values (
    :id, :public_id, :number, :person_id, :first_name, :show_name, :paid, :status, :payment, :fulfilment, :address, :slot, :note,
    :allergy, :placed_at, :entered_kitchen_at, :promised_at, :ready_at, :ahead, :placed_at, :currency, :subtotal_minor,
    :discount_minor, :total_minor, :checkout_token
);

-- name: insert_order_lines(order_id, lines)!
-- :lines is a JSON array of line objects, as sold.
insert into order_lines (
    order_id, line, product_id, option_id, title, kitchen_title, option_title, choices, quantity, original_price_minor,
    sale_percent, unit_price_minor, line_total_minor, prep_minutes, station, took_stock
)
select
    :order_id, l.line, l.product_id, l.option_id, l.title, l.kitchen_title, l.option_title, l.choices, l.quantity,
    l.original_price_minor, l.sale_percent, l.unit_price_minor, l.line_total_minor, l.prep_minutes, l.station, l.took_stock
from json_to_recordset(:lines::json) as l (
    line integer, product_id bigint, option_id bigint, title text, kitchen_title text, option_title text, choices text,
    quantity integer, original_price_minor bigint, sale_percent smallint, unit_price_minor bigint, line_total_minor bigint,
    prep_minutes smallint, station text, took_stock boolean
);

-- name: insert_order_event(order_id, seq, kind, status, at, person_id, by_role, source)!
insert into order_events (order_id, seq, kind, status, at, person_id, by_role, source)
values (:order_id, :seq, :kind, :status, :at, :person_id, :by_role, :source);

-- name: update_order_status(id, version, status, paid, changed_at, accepted_at, tracking_url, entered_kitchen_at)!
-- Under the order's row lock; the version was compared by the caller and is compared again here.
update orders
set
    version = :version, status = :status, paid = :paid, changed_at = :changed_at, accepted_at = :accepted_at,
    tracking_url = :tracking_url, entered_kitchen_at = :entered_kitchen_at
where id = :id and version = :version - 1;

-- name: update_item_statuses(order_id, status)!
update order_lines set status = :status where order_id = :order_id and status <> :status;

-- name: update_item_status(order_id, line, status)!
update order_lines set status = :status where order_id = :order_id and line = :line;

-- name: insert_item_event(order_id, seq, kind, status, at, person_id, by_role, source, line, item_status)!
-- One line's change; kind `moved` where it started its order with it.
insert into order_events (order_id, seq, kind, status, at, person_id, by_role, source, line, item_status)
values (:order_id, :seq, :kind, :status, :at, :person_id, :by_role, :source, :line, :item_status);

-- name: accept_order(id, now)$
-- Accepting says that a person took notice; it does not raise the order's version.
update orders set accepted_at = :now where id = :id and accepted_at is null returning id;

-- name: lock_waiting_orders()
-- Orders whose place in the queue may move, locked by id so that two passes cannot wait for each other.
select id, public_id, ahead, coalesce(slot - interval '1 hour', entered_kitchen_at) as came_at
from orders
where status in ('ordered', 'paid', 'in_progress') and entered_kitchen_at is not null
order by id
for no key update;

-- name: update_ahead(ids, aheads)!
update orders set ahead = t.ahead from unnest(:ids::bigint[], :aheads::integer[]) as t (id, ahead) where orders.id = t.id;

-- name: move_counts(statuses, changes)!
-- Under the admin topic's lock.
update order_counts set orders = orders + t.change
from unnest(:statuses::text[], :changes::integer[]) as t (status, change)
where order_counts.status = t.status;

-- name: get_counts()
select status, orders from order_counts order by status;
