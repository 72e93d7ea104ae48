-- Products that the order book changed and the menu has to be told of: it cannot render them itself.
-- No key on the product: two orders that give back the same one must not wait for each other.
create table touched_products (
    id bigint generated always as identity primary key,
    product_id bigint not null references products (id)
);
create index touched_products_product_id_idx on touched_products (product_id);
