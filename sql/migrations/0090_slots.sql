-- Places in slots (PRED-5). `taken` is moved by one conditional update under the row's lock, so that a capacity holds
-- however many check out at once; a booking says which order took the place, so that it is given back exactly once.
create table slot_places (
    starts_at timestamptz primary key,
    taken integer not null default 0,
    constraint slot_places_taken_is_never_negative check (taken >= 0)
);

create table slot_bookings (
    order_id bigint primary key references orders (id),
    starts_at timestamptz not null references slot_places (starts_at)
);
create index slot_bookings_starts_at_idx on slot_bookings (starts_at);
