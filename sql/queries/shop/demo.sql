-- name: lock_demo_loading()!
-- Two loads at once: the second waits, and then finds the work done.
select pg_advisory_xact_lock(7266302984);

-- name: find_demo_load(what)^
-- How much of it has been loaded in all; of orders, the midnight before which there are none.
select coalesce(sum(amount), 0)::bigint as amount, min(begins_at) as begins_at, count(*) > 0 as is_there
from demo_loads where what = :what;

-- name: insert_demo_load(what, amount, seed, begins_at)!
insert into demo_loads (what, amount, seed, begins_at) values (:what, :amount, :seed, :begins_at);

-- name: draw_demo_ids(sequence_of, amount)
-- Ids for rows that are copied in: drawn from the table's own sequence, so that nobody else gets them.
select nextval(pg_get_serial_sequence(:sequence_of::text, 'id')) as id from generate_series(1, :amount::integer);

-- name: find_demo_menu()
select id, title, retired_at is not null as retired from products order by id;

-- name: find_demo_types()
-- Where further products of a type go: behind those there are.
select t.id, t.slug, coalesce(max(p.position), 0) as position
from product_types t left join products p on p.type_id = t.id group by t.id;

-- name: find_demo_guests()
-- Customers who exist for the demo only, and the one everybody may log in as.
select id, full_name, created_at, email_key = 'customer@demo.test' as is_regular from people
where deleted_at is null and role = 'customer' and (email_key like '%@guests.test' or email_key = 'customer@demo.test')
order by id;

-- name: find_demo_emails()
select email_key from people where email_key like '%@guests.test';

-- name: register_demo_guests_by(moment)!
-- Nobody orders before they register: for a stretch put before another.
update people set created_at = :moment
where created_at > :moment::timestamptz and role = 'customer'
    and (email_key like '%@guests.test' or email_key = 'customer@demo.test');

-- name: register_demo_regular(moment)!
-- The one everybody may log in as has been a customer from the first day.
update people set created_at = :moment
where email_key = 'customer@demo.test' and role = 'customer' and created_at > :moment::timestamptz;

-- name: find_demo_staff()
-- The cook and the admin in whose name things were done.
select role, min(id) as id from people where email_key in ('admin@demo.test', 'kitchen@demo.test') group by role;

-- name: find_oldest_demo_order_id()$
-- Past orders have ids below zero, older ones further down: lists by id show them after whatever a visitor orders.
select least(min(id), 0) from orders;

-- name: analyze_demo_orders()!
-- The planner knows the new sizes at once.
analyze orders, order_lines, order_events;

-- name: analyze_demo_menu()!
analyze products, product_options, choice_groups, choices, people, carts;

-- name: find_demo_timezone()$
select timezone from shop_settings;
