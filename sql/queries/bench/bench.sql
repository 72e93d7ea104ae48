-- name: commit_once()!
-- The smallest commit there is to compare with: one row, written and flushed.
update order_counts set orders = orders where status = 'ordered';

-- name: finish_orders()!
-- Between rounds: what was ordered is paid and gone, so that every round begins with an empty queue.
update orders set status = 'collected', paid = true where status <> 'collected';

-- name: count_orders()$
select count(*) from orders;
