-- name: find_saved_cart(person_id)$
-- A customer's cart as one document; none until something was put into it.
select body from carts where person_id = :person_id;

-- name: lock_saved_cart(person_id)$
-- The row's lock lets one change of a cart happen at a time; another tab's change waits here and sees its outcome.
select body from carts where person_id = :person_id for no key update;

-- name: begin_saved_cart(person_id)!
-- An empty document to lock: of two first changes at once, one makes it and the other waits for it.
insert into carts (person_id, body) values (:person_id, '') on conflict (person_id) do nothing;

-- name: write_saved_cart(person_id, body, now)!
update carts set body = :body, updated_at = :now where person_id = :person_id;
