-- name: begin_key(asker, address, key, body_hash, now)$
-- The first of several equal requests gets the row; a row whose server died unanswered is taken over after a minute.
insert into idempotency_keys (asker, address, key, body_hash, created_at)
values (:asker, :address, :key, :body_hash, :now)
on conflict (asker, address, key) do update set created_at = :now, body_hash = :body_hash
where
    (idempotency_keys.answered_at is null and idempotency_keys.created_at < :now::timestamptz - interval '1 minute')
    or idempotency_keys.created_at < :now::timestamptz - interval '1 day'
returning 1;

-- name: find_key(asker, address, key)^
select body_hash, answered_at, status, headers, body from idempotency_keys
where asker = :asker and address = :address and key = :key;

-- name: keep_answer(asker, address, key, now, status, headers, body)!
update idempotency_keys set answered_at = :now, status = :status, headers = :headers, body = :body
where asker = :asker and address = :address and key = :key;

-- name: drop_key(asker, address, key)!
delete from idempotency_keys where asker = :asker and address = :address and key = :key;

-- name: prune_keys(before)!
delete from idempotency_keys where created_at < :before;
