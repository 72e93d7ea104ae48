-- What `seed` has loaded of the demo shop's past: a second run finds it, an older stretch is put before it.
create table demo_loads (
    id bigint generated always as identity primary key,
    what text not null,
    amount bigint not null,
    seed bigint not null,
    -- of orders: the first midnight of the stretch
    begins_at timestamptz,
    loaded_at timestamptz not null default now(),
    constraint demo_load_is_known check (what in ('products', 'customers', 'orders'))
);
