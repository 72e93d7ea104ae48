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
