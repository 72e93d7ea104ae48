-- name: find_taken_places(since)
-- How many places of each slot are taken, from a slot's start on; slots nobody has taken are not among them.
select starts_at, taken from slot_places where starts_at >= :since and taken > 0 order by starts_at;

-- name: take_place(starts_at, capacity)$
-- One statement makes the slot's row or counts it up under its lock: of two last places at once one is taken.
-- No capacity is no limit. Answers nothing when the slot is full.
insert into slot_places (starts_at, taken) values (:starts_at, 1)
on conflict (starts_at) do update set taken = slot_places.taken + 1
where :capacity::integer is null or slot_places.taken < :capacity::integer
returning taken;

-- name: insert_slot_booking(order_id, starts_at)!
insert into slot_bookings (order_id, starts_at) values (:order_id, :starts_at);

-- name: give_back_place(order_id)!
-- The booking goes and the count falls in one statement: a second time there is no booking and nothing happens.
with gone as (delete from slot_bookings where order_id = :order_id returning starts_at)
update slot_places set taken = taken - 1 from gone where slot_places.starts_at = gone.starts_at;
