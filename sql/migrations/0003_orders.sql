-- The order book. Lines keep what was sold as it was sold; order_events is what happened, in order.
-- Spoken numbers A-1 … Z-99 without I and O: a sequence never makes two checkouts wait for each other.
create sequence order_number_sequence as integer minvalue 0 maxvalue 2375 start with 0 cycle;

create table orders (
    id bigint generated always as identity primary key,
    public_id text not null,
    number text not null,
    person_id bigint references people (id) on delete set null,
    first_name text not null,
    show_name boolean not null default false,
    version integer not null default 1,
    status text not null default 'ordered',
    paid boolean not null default false,
    payment text not null,
    fulfilment text not null,
    address text not null default '',
    slot timestamptz,
    note text not null default '',
    allergy text not null default '',
    placed_at timestamptz not null,
    -- when the kitchen first may see it: placement at the counter, payment by card
    entered_kitchen_at timestamptz,
    promised_at timestamptz,
    ready_at timestamptz,
    ready_from timestamptz,
    ready_to timestamptz,
    reason text,
    ahead integer not null default 0,
    accepted_at timestamptz,
    call_state text,
    tracking_url text not null default '',
    changed_at timestamptz not null,
    currency text not null,
    subtotal_minor bigint not null,
    discount_minor bigint not null,
    total_minor bigint not null,
    checkout_token text not null,
    constraint orders_public_id_is_unique unique (public_id),
    constraint orders_checkout_token_makes_one_order unique (checkout_token),
    constraint order_status_is_known check (status in ('ordered', 'paid', 'in_progress', 'ready', 'collected', 'shipped', 'delivered', 'cancelled')),
    constraint order_payment_is_known check (payment in ('card', 'counter')),
    constraint order_fulfilment_is_known check (fulfilment in ('pickup', 'delivery')),
    constraint order_call_state_is_known check (call_state in ('ringing', 'confirmed', 'rejected', 'unanswered')),
    constraint order_sums_add_up check (subtotal_minor - discount_minor = total_minor),
    constraint order_discount_is_within_the_subtotal check (discount_minor between 0 and subtotal_minor),
    constraint order_status_paid_means_paid check (status <> 'paid' or paid),
    constraint order_nothing_unpaid_is_handed_over check (status not in ('collected', 'delivered') or paid)
);
create index orders_person_id_idx on orders (person_id, id desc);
create index orders_live_idx on orders (id) where status in ('ordered', 'paid', 'in_progress', 'ready', 'shipped');
create index orders_kitchen_idx on orders (entered_kitchen_at, id)
where status in ('ordered', 'paid', 'in_progress', 'ready') and entered_kitchen_at is not null;
create index orders_placed_at_idx on orders (placed_at);

create table order_lines (
    order_id bigint not null references orders (id),
    line integer not null,
    product_id bigint not null references products (id),
    option_id bigint references product_options (id),
    title text not null,
    kitchen_title text not null,
    option_title text,
    -- [{"id","title","price","removes"}…] as sold
    choices text not null default '[]',
    quantity integer not null,
    original_price_minor bigint not null,
    sale_percent smallint,
    unit_price_minor bigint not null,
    line_total_minor bigint not null,
    prep_minutes smallint not null,
    station text not null,
    -- whether this line took counted stock, so that a cancelled order gives back exactly what it took
    took_stock boolean not null default false,
    status text not null default 'open',
    constraint order_lines_pkey primary key (order_id, line),
    constraint order_line_quantity_is_positive check (quantity between 1 and 99),
    constraint order_line_total_is_price_times_quantity check (line_total_minor = unit_price_minor * quantity),
    constraint order_line_prices_are_not_negative check (unit_price_minor between 0 and original_price_minor),
    constraint order_line_status_is_known check (status in ('open', 'started', 'done'))
);
create index order_lines_product_id_idx on order_lines (product_id);
create index order_lines_option_id_idx on order_lines (option_id);

-- One row for every version of an order: seq = the order's version after the change.
create table order_events (
    order_id bigint not null references orders (id),
    seq integer not null,
    kind text not null,
    status text not null,
    at timestamptz not null,
    recorded_at timestamptz not null default now(),
    person_id bigint references people (id) on delete set null,
    by_role text not null,
    source text not null,
    constraint order_events_pkey primary key (order_id, seq),
    constraint order_event_kind_is_known check (kind in ('placed', 'moved', 'money', 'item'))
);
create index order_events_person_id_idx on order_events (person_id);

-- Orders by status, kept in the changing transaction, so that the dashboard never counts history.
create table order_counts (
    status text primary key,
    orders bigint not null default 0,
    constraint order_count_is_never_negative check (orders >= 0)
);
insert into order_counts (status)
values ('ordered'), ('paid'), ('in_progress'), ('ready'), ('collected'), ('shipped'), ('delivered'), ('cancelled');

create table idempotency_keys (
    asker text not null,
    address text not null,
    key text not null,
    body_hash bytea not null,
    created_at timestamptz not null default now(),
    answered_at timestamptz,
    status smallint,
    headers text,
    body bytea,
    constraint idempotency_keys_pkey primary key (asker, address, key)
);
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);
