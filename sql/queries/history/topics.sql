-- name: get_epoch()$
-- The database's epoch: changes only when a database is restored or begun anew.
select epoch from database_epoch;

-- name: find_versions(names)
-- Current versions of topics; topics that do not exist are left out.
select name, version from topics where name = any(:names::text[]);

-- name: lock_topics(names)
-- Versions under the row locks, taken in name order so that no two transactions wait for each other in a circle.
-- Whoever holds the lock draws the next versions: no holes, and commit order is version order.
select name, version from topics where name = any(:names::text[]) order by name for no key update;

-- name: create_topics(names)!
-- Topics come into being with their first event (sorted, for the same lock order).
insert into topics (name) select unnest(:names::text[]) order by 1 on conflict do nothing;

-- name: append_events(names, versions, event_topics, event_versions, events, bodies)!
-- The last statement of a transaction: moves the locked topics on and inserts what happened.
with moved as (
    update topics set version = t.version
    from unnest(:names::text[], :versions::bigint[]) as t (name, version)
    where topics.name = t.name
)
insert into topic_events (topic, version, event, data)
select * from unnest(:event_topics::text[], :event_versions::bigint[], :events::text[], :bodies::text[]);

-- name: read_since(topic, version, most)
-- What a subscriber at :version has missed, in order.
select version, event, data from topic_events
where topic = :topic and version > :version
order by version
limit :most;

-- name: prune_events(before)!
-- Frame bodies older than the resume window; whoever comes back later gets a snapshot.
delete from topic_events where at < :before;
