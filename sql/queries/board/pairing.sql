-- name: count_pairing_try(address_hash, now, window_seconds)^
-- Count one more, beginning a new window where the last has ended: one statement, so that tries at once are all counted.
insert into pairing_tries as t (address_hash, begun_at, tries) values (:address_hash, :now, 1)
on conflict (address_hash) do update set
    tries = case when t.begun_at + make_interval(secs => :window_seconds) <= :now then 1 else t.tries + 1 end,
    begun_at = case when t.begun_at + make_interval(secs => :window_seconds) <= :now then :now else t.begun_at end
returning t.tries, t.begun_at;

-- name: give_pairing_try_back(address_hash)!
-- In the transaction that redeems the code: right ones are not counted.
update pairing_tries set tries = tries - 1 where address_hash = :address_hash and tries > 0;

-- name: forget_pairing_tries(before)!
delete from pairing_tries where begun_at < :before;

-- name: redeem_pairing_code(code_hash, now)^
-- Single use: whoever updates the row first has the display, the other finds no code any more.
update displays set code_hash = null, code_expires_at = null, paired_at = :now
where code_hash = :code_hash and code_expires_at > :now and revoked_at is null
returning id, name;
