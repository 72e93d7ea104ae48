-- name: read_positions(public_ids)
select public_id, version, status from orders where public_id = any(:public_ids::text[]);

-- name: count_orders_of_tokens(tokens)
-- How often each checkout token made an order.
select checkout_token as token, count(*) as orders from orders
where checkout_token = any(:tokens::text[]) group by checkout_token;

-- name: find_holes()
-- Topics whose kept versions are not one after the other up to the topic's own.
select e.topic from topic_events e join topics t on t.name = e.topic
group by e.topic, t.version
having count(*) <> max(e.version) - min(e.version) + 1 or max(e.version) <> t.version;

-- name: read_versions()
select name, version from topics;
