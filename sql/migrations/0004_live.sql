-- Topics and their versions. A version is drawn under the topic's row lock, so versions have no holes
-- and commit order is version order; a sequence could be skipped by a rollback.
create table database_epoch (
    only_row boolean primary key default true,
    epoch text not null default replace(gen_random_uuid()::text, '-', ''),
    constraint database_epoch_is_one_row check (only_row)
);
insert into database_epoch (only_row) values (true);

create table topics (
    name text primary key,
    version bigint not null default 0
);
insert into topics (name) values ('kitchen'), ('board'), ('admin'), ('menu');

create table topic_events (
    topic text not null,
    version bigint not null,
    event text not null,
    data text not null,
    at timestamptz not null default now(),
    constraint topic_events_pkey primary key (topic, version)
);
create index topic_events_at_idx on topic_events (at);
