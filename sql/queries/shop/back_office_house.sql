-- name: lock_house_settings()!
-- One row, and one admin at a time: a field left out of a change keeps what the change before wrote.
select only_row from shop_settings for no key update;

-- name: update_house_settings(shop_name, timezone, supplier_phone, address_line, estimator, prep_default, block_size, block_minutes, queue_minutes, slot_minutes, slot_capacity, unpaid_minutes, delivery, counter_payment, call_mode, escalate_seconds, paused_until, opening_hours, closed_on)!
-- The first three are null where they were not changed: then what the environment says goes on ruling.
update shop_settings set
    shop_name = coalesce(:shop_name, shop_name), timezone = coalesce(:timezone, timezone),
    supplier_phone = coalesce(:supplier_phone, supplier_phone), address_line = :address_line, estimator = :estimator,
    prep_default = :prep_default, block_size = :block_size, block_minutes = :block_minutes, queue_minutes = :queue_minutes,
    slot_minutes = :slot_minutes, slot_capacity = :slot_capacity, unpaid_minutes = :unpaid_minutes, delivery = :delivery,
    counter_payment = :counter_payment, call_mode = :call_mode, escalate_seconds = :escalate_seconds,
    paused_until = :paused_until, opening_hours = :opening_hours, closed_on = :closed_on;

-- name: lock_house_roles()!
-- One change of roles at a time: two admins who demote each other must not leave the shop without any.
select pg_advisory_xact_lock(7266302983);

-- name: find_house_staff()
-- Everybody who may see the kitchen or the back office, admins first, with the latest change of their role.
select p.id, p.email, p.full_name, p.display_name, p.phone, p.role, c.changed_at, b.full_name as changed_by, c.source
from people p
left join lateral (
    select r.changed_at, r.changed_by, r.source from role_changes r where r.person_id = p.id order by r.id desc limit 1
) c on true
left join people b on b.id = c.changed_by
where p.role in ('kitchen', 'admin') and p.deleted_at is null
order by p.role, p.full_name, p.id;

-- name: count_house_other_admins(person_id)$
select count(*) from people where role = 'admin' and deleted_at is null and id <> :person_id;

-- name: insert_house_display(name, code_hash, expires_at, now)$
insert into displays (name, code_hash, code_expires_at, created_at)
values (:name, :code_hash, :expires_at, :now)
on conflict do nothing
returning id;

-- name: find_house_displays(now)
-- Paired displays and codes that wait; a code nobody used is forgotten a day after it ran out.
select d.id, d.name, d.paired_at, d.code_expires_at, max(s.last_seen_at) as last_seen_at
from displays d
left join sessions s on s.display_id = d.id
where
    d.revoked_at is null
    and (d.paired_at is not null or d.code_expires_at > :now::timestamptz - interval '1 day')
group by d.id
order by d.name, d.id;

-- name: revoke_house_display(id, now)^
update displays set revoked_at = :now, code_hash = null, code_expires_at = null
where id = :id and revoked_at is null
returning id, name;

-- name: delete_house_display_sessions(display_id)
delete from sessions where display_id = :display_id returning token_hash;

-- name: find_house_order_ids(most, skipped)
-- One page of all orders, newest first; walks the primary key.
select id from orders order by id desc limit :most offset :skipped;

-- name: find_house_order_ids_by_status(status, most, skipped)
select id from orders where status = :status order by id desc limit :most offset :skipped;

-- name: count_house_orders(most)$
-- From the counts the writers keep: however long the past is, nothing is counted here. At most :most.
select least(sum(orders), :most::bigint)::bigint from order_counts;

-- name: count_house_orders_by_status(status, most)$
select least(sum(orders), :most::bigint)::bigint from order_counts where status = :status;

-- name: find_house_order_people(order_id)
-- Who did what to an order, by the version it made.
select e.seq, p.full_name from order_events e join people p on p.id = e.person_id where e.order_id = :order_id;

-- name: find_house_refund_people(order_id)
-- Who asked for each refund of an order, and who gave the money back.
select r.id, a.full_name as asked_by, b.full_name as returned_by
from refunds r
left join people a on a.id = r.asked_by
left join people b on b.id = r.returned_by
where r.order_id = :order_id;

-- name: find_house_product_slugs(ids)
-- The present slugs of products orders were sold from; products are retired, never deleted.
select id, slug from products where id = any(:ids::bigint[]);
