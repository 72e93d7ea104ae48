-- Pairing wall displays, and staff among many customers. Both tables are small or hardly written: building takes moments.
-- A code names one display while it stands; where there is none the column is null.
-- squawk-ignore require-concurrent-index-creation
create unique index displays_code_is_single on displays (code_hash) where code_hash is not null;

-- squawk-ignore require-concurrent-index-creation
create index people_staff_idx on people (id) where role in ('kitchen', 'admin');

-- Tries of codes by address (hashed), in windows: counted here, so that all processes count together, Redis or not.
create table pairing_tries (
    address_hash bytea primary key,
    begun_at timestamptz not null,
    tries integer not null default 1
);
