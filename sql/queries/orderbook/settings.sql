-- name: get_shop_settings()^
select
    shop_name, timezone, address_line, estimator, prep_default, block_size, block_minutes, queue_minutes, slot_minutes,
    slot_capacity, unpaid_minutes, delivery, counter_payment, supplier_phone, call_mode, escalate_seconds, paused_until,
    opening_hours, closed_on
from shop_settings;
