-- name: commit_once()!
-- The smallest commit there is to compare with: one row, written and flushed.
update order_counts set orders = orders where status = 'ordered';

-- name: finish_orders()!
-- Between rounds: what was ordered is paid and gone, so that every round begins with an empty queue.
update orders set status = 'collected', paid = true where status <> 'collected';

-- name: count_orders()$
select count(*) from orders;

-- name: count_past_orders()$
-- Loaded pasts have ids below zero; whatever other scenarios ordered does not count.
select count(*) from orders where id < 0;

-- name: give_orders(person_id, most)!
-- A customer with a past of their own, the same however long the shop's is.
update orders set person_id = :person_id where id in (select id from orders where id < 0 order by id desc limit :most);

-- name: tidy_orders()!
-- What autovacuum would do in time: sizes known, pages marked as seen by all.
vacuum (analyze) orders, order_lines, order_events;
