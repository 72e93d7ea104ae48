-- name: find_my_order_ids(person_id, most, skipped)
-- One page of somebody's own orders, newest first; walks orders_person_id_idx.
select id from orders where person_id = :person_id order by id desc limit :most offset :skipped;

-- name: count_my_orders(person_id, most)$
-- Stops counting at :most: nobody needs the exact number of more than that.
select count(*) from (select from orders where person_id = :person_id limit :most) as counted;
