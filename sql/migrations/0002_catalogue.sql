-- Product types, products, options, choices, and customers' carts.
create table product_types (
    id bigint generated always as identity primary key,
    slug text not null,
    title text not null,
    position integer not null default 0,
    -- «Other» is built in: the home of products whose type is deleted
    built_in boolean not null default false,
    constraint product_types_slug_is_unique unique (slug),
    constraint product_types_title_is_not_blank check (btrim(title) <> '')
);
insert into product_types (slug, title, position, built_in) values ('other', 'Other', 1000000, true);

create table photos (
    id bigint generated always as identity primary key,
    name text not null,
    widths integer[] not null,
    created_at timestamptz not null default now(),
    constraint photos_name_is_unique unique (name)
);

create table products (
    id bigint generated always as identity primary key,
    slug text not null,
    title text not null,
    kitchen_title text not null,
    description text not null,
    price_minor bigint not null,
    type_id bigint not null references product_types (id),
    prep_minutes smallint not null default 4,
    station text not null default 'kitchen',
    tags text[] not null default array[]::text[],
    -- null = not counted
    stock integer,
    photo_id bigint references photos (id),
    drawing text not null default '',
    tint text not null default 'oat',
    available boolean not null default true,
    unavailable_until timestamptz,
    retired_at timestamptz,
    position integer not null default 0,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    constraint product_title_is_not_blank check (btrim(title) <> ''),
    constraint product_price_is_above_zero check (price_minor > 0),
    constraint product_stock_is_never_negative check (stock >= 0),
    constraint product_preparation_is_sensible check (prep_minutes between 0 and 240)
);
create index products_type_id_position_idx on products (type_id, position, id);
create index products_photo_id_idx on products (photo_id);

create table product_options (
    id bigint generated always as identity primary key,
    product_id bigint not null references products (id),
    title text not null,
    price_minor bigint not null,
    stock integer,
    position integer not null default 0,
    available boolean not null default true,
    unavailable_until timestamptz,
    retired_at timestamptz,
    constraint product_option_price_is_above_zero check (price_minor > 0),
    constraint product_option_stock_is_never_negative check (stock >= 0)
);
create index product_options_product_id_idx on product_options (product_id, position, id);

create table choice_groups (
    id bigint generated always as identity primary key,
    product_id bigint not null references products (id),
    title text not null,
    several boolean not null default false,
    position integer not null default 0,
    retired_at timestamptz
);
create index choice_groups_product_id_idx on choice_groups (product_id, position, id);

create table choices (
    id bigint generated always as identity primary key,
    group_id bigint not null references choice_groups (id),
    title text not null,
    -- a difference, may be below zero; no unit price falls below zero for it
    price_minor bigint not null default 0,
    removes boolean not null default false,
    position integer not null default 0,
    retired_at timestamptz
);
create index choices_group_id_idx on choices (group_id, position, id);

-- A customer's cart: one document, written whole under the row's lock. A guest's lives in Redis in the same form.
create table carts (
    person_id bigint primary key references people (id) on delete cascade,
    body text not null,
    updated_at timestamptz not null default now()
);
