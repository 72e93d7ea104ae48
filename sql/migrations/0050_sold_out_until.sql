-- What is sold out until a time is asked for every second. Both tables are small: building takes moments.
-- squawk-ignore require-concurrent-index-creation
create index products_unavailable_until_idx on products (unavailable_until)
where not available and unavailable_until is not null;
-- squawk-ignore require-concurrent-index-creation
create index product_options_unavailable_until_idx on product_options (unavailable_until)
where not available and unavailable_until is not null;
