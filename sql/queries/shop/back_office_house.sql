-- name: lock_house_settings()!
-- One row, and one admin at a time: a field left out of a change keeps what the change before wrote.
select only_row from shop_settings for no key update;

-- name: update_house_settings(shop_name, timezone, supplier_phone, address_line, estimator, prep_default, block_size, block_minutes, queue_minutes, slot_minutes, slot_capacity, unpaid_minutes, delivery, counter_payment, call_mode, escalate_seconds, paused_until, opening_hours, closed_on)!
-- The first three are null where they were not changed: then what the environment says goes on ruling.
update shop_settings set
    shop_name = coalesce(:shop_name, shop_name), timezone = coalesce(:timezone, timezone),
    supplier_phone = coalesce(:supplier_phone, supplier_phone), address_line = :address_line, estimator = :estimator,
    prep_default = :prep_default, block_size = :block_size, block_minutes = :block_minutes, queue_minutes = :queue_minutes,
    slot_minutes = :slot_minutes, slot_capacity = :slot_capacity, unpaid_minutes = :unpaid_minutes, delivery = :delivery,
    counter_payment = :counter_payment, call_mode = :call_mode, escalate_seconds = :escalate_seconds,
    paused_until = :paused_until, opening_hours = :opening_hours, closed_on = :closed_on;
