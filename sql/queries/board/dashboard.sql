-- name: find_dashboard_finished_ids(status, most)
-- The latest orders of a final status. Backwards over the primary key: history may be long, the answer is short.
select id from orders where status = :status order by id desc limit :most;
