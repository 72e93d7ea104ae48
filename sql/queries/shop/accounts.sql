-- name: count_account_emails(email_keys)$
-- How many of these addresses have an account.
select count(*) from people where email_key = any(:email_keys::text[]);

-- name: lock_account_seeding()!
-- Two seeds at once: the second waits, and then finds the work done.
select pg_advisory_xact_lock(7266302983);

-- name: update_account_demo_shop(address_line)!
-- The demo shop is always open, takes money at the counter and delivers.
update shop_settings set
    address_line = :address_line, counter_payment = true, delivery = true, paused_until = null, closed_on = array[]::date[],
    opening_hours = array_fill('00:00-24:00'::text, array[7]);

-- name: update_account_phone(person_id, phone)!
update people set phone = :phone where id = :person_id;

-- name: lock_account(email_key)^
select id, role, full_name from people where email_key = :email_key and deleted_at is null for update;

-- name: hold_account_password(person_id)$
-- The row stays as it is until the caller's transaction ends; a change of password waits, or is seen.
select password_hash from people where id = :person_id and deleted_at is null for share;

-- name: lock_own_account(person_id)^
select id, email, full_name, display_name, phone, role, password_hash
from people where id = :person_id and deleted_at is null for update;

-- name: update_own_account(person_id, full_name, display_name, email, email_key, phone, password_hash)!
-- Under lock_own_account. An address somebody else has is refused by the constraint, whatever its case.
update people set
    full_name = :full_name, display_name = :display_name, email = :email, email_key = :email_key, phone = :phone,
    password_hash = :password_hash
where id = :person_id;

-- name: find_account_sessions(person_id, now)
-- Where somebody is logged in, the latest seen first.
select token_hash, user_agent, created_at, last_seen_at
from sessions where person_id = :person_id and expires_at > :now
order by last_seen_at desc, created_at desc;

-- name: delete_account_session(person_id, token_hash)$
-- One of one's own sessions; nothing comes back for anybody else's.
delete from sessions where person_id = :person_id and token_hash = :token_hash returning token_hash;

-- name: find_account_live_order_ids(person_id)
-- Somebody's orders that are not final yet; walks orders_live_idx or the person's own, whichever is shorter.
select id, public_id, number from orders
where person_id = :person_id and status in ('ordered', 'paid', 'in_progress', 'ready', 'shipped')
order by id;

-- name: insert_account_reset(email_key, nonce, token_hash, now, expires_at)!
-- One row whether there is such an account or not: nobody learns it from the time it takes.
insert into password_resets (person_id, nonce, token_hash, requested_at, expires_at)
values (
    (select id from people where email_key = :email_key and deleted_at is null),
    :nonce, :token_hash, :now, :expires_at
);

-- name: delete_account_old_resets(before)!
delete from password_resets where expires_at < :before;

-- name: find_account_reset_person(token_hash, now)$
-- Whose password a link may change now.
select person_id from password_resets where token_hash = :token_hash and used_at is null and expires_at > :now;

-- name: use_account_reset(token_hash, now)$
-- Of two uses of one link at once the second waits for the first here, and finds it used.
update password_resets set used_at = :now
where token_hash = :token_hash and used_at is null and expires_at > :now
returning person_id;

-- name: void_account_resets(person_id, now)!
-- Links that are out lead nowhere any more once e-mail or password have changed.
update password_resets set used_at = :now where person_id = :person_id and used_at is null;

-- name: get_account_times(person_id)^
select created_at from people where id = :person_id;

-- name: find_account_role_changes(person_id)
select old_role, new_role, source, changed_at from role_changes where person_id = :person_id order by id;

-- name: find_account_order_ids(person_id, before, most)
-- A stretch of somebody's orders, newest first, from an id downwards: no stretch costs more than another.
select id from orders where person_id = :person_id and id < :before order by id desc limit :most;

-- name: lock_account_orders(person_id)
-- All of somebody's orders, in the order everybody locks orders in; with what is told of the latest ones.
select id, public_id, number, status, changed_at from orders where person_id = :person_id order by id for no key update;

-- name: anonymise_account_orders(person_id)!
-- The books keep what was sold, when and for how much; nothing in them leads to the person any more.
update orders set
    person_id = null, first_name = '', show_name = false, address = '', note = '', allergy = '', tracking_url = ''
where person_id = :person_id;

-- name: anonymise_account_events(person_id)!
-- What the person did to their own orders. What staff did to other people's stays theirs: a number, no name.
update order_events set person_id = null
where person_id = :person_id and order_id in (select id from orders where person_id = :person_id);

-- name: anonymise_account_refunds(person_id)!
-- Likewise for the money of their own orders that they asked back by cancelling.
update refunds set asked_by = null
where asked_by = :person_id and order_id in (select id from orders where person_id = :person_id);

-- name: delete_account_cart(person_id)!
delete from carts where person_id = :person_id;

-- name: delete_account_answers(asker, public_ids)!
-- Answers kept for repeated requests hold orders as they were: one's own, and the kitchen's about one's orders.
delete from idempotency_keys where asker = :asker or split_part(address, '/', 3) = any(:public_ids::text[]);

-- name: delete_account_resets(person_id)!
delete from password_resets where person_id = :person_id;

-- name: prune_account_frames(topics, public_ids, numbers)!
-- Bodies that were told of these orders and of this cart, within the resume window. A version that is missing makes
-- whoever comes back to it take a snapshot. The board's bodies carry no id: there the number must do.
delete from topic_events
where
    topic = any(:topics::text[])
    or (
        topic in ('kitchen', 'admin')
        and exists (select from unnest(:public_ids::text[]) as o (id) where position('"' || o.id || '"' in data) > 0)
    )
    or (
        topic = 'board'
        and exists (select from unnest(:numbers::text[]) as o (number) where position('"number":"' || o.number || '"' in data) > 0)
    );

-- name: anonymise_account(person_id, now)!
-- The row stays for what refers to it; the address is free for a new account.
update people set
    email = '', email_key = 'deleted:' || id, full_name = '', display_name = '', phone = '', password_hash = '', deleted_at = :now
where id = :person_id;

-- name: get_account_role(person_id)$
select role from people where id = :person_id and deleted_at is null;
