-- name: find_asker(token_hash, now)^
-- Who a session belongs to. Nothing for sessions that ended, deleted people and revoked displays.
select s.person_id, s.display_id, s.last_seen_at, p.role, p.full_name, p.display_name, p.email, d.name as display_name_on_wall
from sessions s
left join people p on p.id = s.person_id
left join displays d on d.id = s.display_id
where s.token_hash = :token_hash and s.expires_at > :now and p.deleted_at is null and d.revoked_at is null;

-- name: insert_session(token_hash, person_id, display_id, user_agent, now, expires_at)!
insert into sessions (token_hash, person_id, display_id, user_agent, created_at, last_seen_at, expires_at)
values (:token_hash, :person_id, :display_id, :user_agent, :now, :now, :expires_at);

-- name: touch_session(token_hash, now, expires_at)!
-- Sliding expiry, written at most once an hour.
update sessions set last_seen_at = :now, expires_at = :expires_at where token_hash = :token_hash;

-- name: delete_session(token_hash)!
delete from sessions where token_hash = :token_hash;

-- name: delete_sessions_of_person(person_id, keep)
-- All of a person's sessions but the one to keep (null keeps none); answers the hashes that ended.
delete from sessions where person_id = :person_id and token_hash is distinct from :keep returning token_hash;

-- name: delete_expired_sessions(now)!
delete from sessions where expires_at <= :now;

-- name: find_living_sessions(token_hashes, now)
-- Which of these sessions are still alive, and with which role: for sockets that stay open.
select s.token_hash, coalesce(p.role, 'kitchen') as role
from sessions s
left join people p on p.id = s.person_id
left join displays d on d.id = s.display_id
where s.token_hash = any(:token_hashes::bytea[]) and s.expires_at > :now and p.deleted_at is null and d.revoked_at is null;
