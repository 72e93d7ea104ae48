-- Asked-for password resets: what the link is checked against, and the outbox of the mail that carries it.
create table password_resets (
    id bigint generated always as identity primary key,
    -- null: nobody has the address that was typed. The row is written all the same, so that asking takes as long
    -- for an address without an account; it is never mailed
    person_id bigint references people (id) on delete cascade,
    -- the link's token is an HMAC of this under the shop's secret key: who reads this table cannot use a link
    nonce bytea not null,
    token_hash bytea not null,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    -- when it was used, or overtaken by another change of e-mail or password
    used_at timestamptz,
    -- null on a person's row that is neither used nor expired: the mail is still to be sent
    mailed_at timestamptz,
    constraint password_resets_token_hash_is_unique unique (token_hash)
);
create index password_resets_person_id_idx on password_resets (person_id);
create index password_resets_expires_at_idx on password_resets (expires_at);
