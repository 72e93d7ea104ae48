-- People, their sessions, wall displays, and the shop's own settings.
create table people (
    id bigint generated always as identity primary key,
    email text not null,
    -- NFC and casefolded by the application: one address, one account, whatever its case
    email_key text not null,
    full_name text not null,
    display_name text not null,
    phone text not null default '',
    role text not null default 'customer',
    password_hash text not null,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint people_email_is_unique_whatever_its_case unique (email_key),
    constraint people_role_is_known check (role in ('customer', 'kitchen', 'admin')),
    constraint people_full_name_is_not_blank check (btrim(full_name) <> '' or deleted_at is not null)
);

create table displays (
    id bigint generated always as identity primary key,
    name text not null,
    code_hash bytea,
    code_expires_at timestamptz,
    paired_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now()
);

-- Only the hash of a session's id is kept: who reads this table cannot log in with it.
create table sessions (
    token_hash bytea primary key,
    person_id bigint references people (id) on delete cascade,
    display_id bigint references displays (id) on delete cascade,
    user_agent text not null default '',
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint session_belongs_to_a_person_or_a_display check (num_nonnulls(person_id, display_id) = 1)
);
create index sessions_person_id_idx on sessions (person_id);
create index sessions_display_id_idx on sessions (display_id);
create index sessions_expires_at_idx on sessions (expires_at);

create table role_changes (
    id bigint generated always as identity primary key,
    person_id bigint not null references people (id) on delete cascade,
    changed_by bigint references people (id) on delete set null,
    old_role text,
    new_role text not null,
    source text not null,
    changed_at timestamptz not null default now()
);
create index role_changes_person_id_idx on role_changes (person_id);

-- One row: the shop's settings. Null means «as the environment says» for name and zone.
create table shop_settings (
    only_row boolean primary key default true,
    shop_name text,
    timezone text,
    address_line text not null default '',
    estimator text not null default 'house',
    prep_default smallint not null default 4,
    block_size smallint not null default 4,
    block_minutes smallint not null default 6,
    queue_minutes smallint not null default 4,
    slot_minutes smallint not null default 15,
    slot_capacity integer,
    unpaid_minutes integer not null default 30,
    delivery boolean not null default false,
    counter_payment boolean not null default true,
    supplier_phone text not null default '',
    call_mode text not null default 'unaccepted',
    escalate_seconds integer not null default 70,
    paused_until timestamptz,
    -- opening hours as text such as 08:00-18:00, empty = closed; element 1 is Monday
    opening_hours text[] not null default array['00:00-24:00', '00:00-24:00', '00:00-24:00', '00:00-24:00', '00:00-24:00', '00:00-24:00', '00:00-24:00'],
    closed_on date[] not null default array[]::date[],
    constraint shop_settings_are_one_row check (only_row),
    constraint shop_settings_estimator_is_known check (estimator in ('house', 'adaptive')),
    constraint shop_settings_call_mode_is_known check (call_mode in ('always', 'unaccepted')),
    constraint shop_settings_numbers_are_sensible check (
        prep_default between 1 and 240 and block_size between 1 and 1000 and block_minutes between 0 and 240
        and queue_minutes between 0 and 240 and slot_minutes between 5 and 240 and unpaid_minutes between 1 and 10080
        and (slot_capacity is null or slot_capacity between 1 and 100000)
    ),
    constraint shop_settings_have_seven_weekdays check (cardinality(opening_hours) = 7)
);
insert into shop_settings (only_row) values (true);
