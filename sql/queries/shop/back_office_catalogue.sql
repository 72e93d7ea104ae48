-- name: find_back_office_products(patterns, type_slug, state, low, most, skipped)
-- One page of the admins' list, newest first; `total` counts over all pages. Every word must stand in the title.
-- `low` limits it to counted stock of its own or of an option that is at or under that count.
select p.id, count(*) over () as total
from products p
join product_types t on t.id = p.type_id
where
    p.title ilike all(:patterns::text[])
    and (:type_slug::text is null or t.slug = :type_slug)
    and (:state::text = 'all' or (p.retired_at is not null) = (:state::text = 'retired'))
    and (
        :low::integer is null
        or case
            when exists (select 1 from product_options o where o.product_id = p.id and o.retired_at is null)
                then exists (
                    select 1 from product_options o
                    where o.product_id = p.id and o.retired_at is null and o.stock <= :low
                )
            else p.stock <= :low
        end
    )
order by p.id desc
limit :most offset :skipped;

-- name: count_back_office_low_stock(low)$
-- How many products on sale have counted stock at or under `low`, of their own or of an option.
select count(*)
from products p
where
    p.retired_at is null
    and case
        when exists (select 1 from product_options o where o.product_id = p.id and o.retired_at is null)
            then exists (
                select 1 from product_options o where o.product_id = p.id and o.retired_at is null and o.stock <= :low
            )
        else p.stock <= :low
    end;

-- name: find_back_office_stations()
-- Every station a product names, for the form's suggestions.
select distinct station from products order by station limit 50;

-- name: lock_back_office_product(id)^
-- The row lock is what a stock difference is applied under; checkouts take stock under the same one.
select id, title, slug, stock, photo_id, drawing, retired_at from products where id = :id for no key update;

-- name: lock_back_office_options(product_id)
-- In id order, after the product: the order in which a checkout locks stock.
select id, stock from product_options where product_id = :product_id and retired_at is null order by id for no key update;

-- name: hold_back_office_types()
-- None of them can be deleted until the transaction that gives one a product has ended. All, and before any product is
-- locked: who deletes a type locks types first and products then, and must not meet somebody coming the other way.
select id, slug from product_types order by id for key share;

-- name: insert_back_office_product(slug, title, kitchen_title, description, price_minor, type_id, prep_minutes, station, tags, stock, drawing, tint)$
-- The newest stands last in its type.
insert into products (
    slug, title, kitchen_title, description, price_minor, type_id, prep_minutes, station, tags, stock, drawing, tint, position
)
select
    :slug, :title, :kitchen_title, :description, :price_minor, :type_id, :prep_minutes, :station, :tags::text[],
    :stock::integer, :drawing, :tint, coalesce(max(position), 0) + 10
from products where type_id = :type_id
returning id;

-- name: update_back_office_product(id, slug, title, kitchen_title, description, price_minor, type_id, prep_minutes, station, tags, stock)!
-- Under the row's lock; stock is the sum the caller worked out under it.
update products
set
    slug = :slug, title = :title, kitchen_title = :kitchen_title, description = :description, price_minor = :price_minor,
    type_id = :type_id, prep_minutes = :prep_minutes, station = :station, tags = :tags::text[], stock = :stock::integer,
    version = version + 1
where id = :id;

-- name: update_back_office_photo(id, photo_id)!
update products set photo_id = :photo_id::bigint, version = version + 1 where id = :id;

-- name: put_back_office_photo_away(product_id, now)!
-- The photo the product shows until now; its row and files go with a later sweep.
update photos set unused_since = :now where id = (select photo_id from products where id = :product_id);

-- name: insert_back_office_photo(name, widths)$
-- After its files are on the disk: a row never names a photo that is not there.
insert into photos (name, widths) values (:name, :widths::integer[]) returning id;

-- name: insert_back_office_option(product_id, title, price_minor, stock, position)!
insert into product_options (product_id, title, price_minor, stock, position)
values (:product_id, :title, :price_minor, :stock::integer, :position);

-- name: update_back_office_option(id, title, price_minor, stock, position)!
update product_options
set title = :title, price_minor = :price_minor, stock = :stock::integer, position = :position
where id = :id;

-- name: retire_back_office_options(ids, now)!
-- Orders and carts refer to them: they are retired, never deleted.
update product_options set retired_at = :now where id = any(:ids::bigint[]) and retired_at is null;

-- name: insert_back_office_group(product_id, title, several, position)$
insert into choice_groups (product_id, title, several, position)
values (:product_id, :title, :several, :position) returning id;

-- name: update_back_office_group(id, several, position)!
update choice_groups set several = :several, position = :position where id = :id;

-- name: retire_back_office_groups(ids, now)!
update choice_groups set retired_at = :now where id = any(:ids::bigint[]) and retired_at is null;

-- name: insert_back_office_choice(group_id, title, price_minor, removes, position)!
insert into choices (group_id, title, price_minor, removes, position)
values (:group_id, :title, :price_minor, :removes, :position);

-- name: update_back_office_choice(id, price_minor, removes, position)!
update choices set price_minor = :price_minor, removes = :removes, position = :position where id = :id;

-- name: retire_back_office_choices(ids, now)!
update choices set retired_at = :now where id = any(:ids::bigint[]) and retired_at is null;

-- name: retire_back_office_product(id, now)$
-- Retiring twice is retiring once.
update products set retired_at = coalesce(retired_at, :now), version = version + 1 where id = :id returning id;

-- name: restore_back_office_product(id)$
update products set retired_at = null, version = version + 1 where id = :id returning id;

-- name: update_back_office_availability(id, available, until)$
update products set available = :available, unavailable_until = :until::timestamptz, version = version + 1
where id = :id returning id;

-- name: update_back_office_option_availability(id, product_id, available, until)$
update product_options set available = :available, unavailable_until = :until::timestamptz
where id = :id and product_id = :product_id and retired_at is null returning id;

-- name: touch_back_office_product(id)!
-- What is kept by the product's version is drawn again.
update products set version = version + 1 where id = :id;

-- name: count_back_office_due(now)$
-- How many were sold out until a time that has passed, or are noted to be told of. Asked twice a second: it reads
-- partial indexes and a table that is empty but for moments.
select
    (select count(*) from touched_products)
    + (select count(*) from products where not available and unavailable_until <= :now::timestamptz)
    + (select count(*) from product_options where not available and unavailable_until <= :now::timestamptz);

-- name: take_back_office_touched()
-- Each note is taken once; who writes one in this moment is read the next time.
delete from touched_products returning product_id;

-- name: bring_back_office_products_back(now)
update products set available = true, unavailable_until = null, version = version + 1
where id in (
    select id from products where not available and unavailable_until <= :now::timestamptz order by id for no key update
)
returning id;

-- name: bring_back_office_options_back(now)
update product_options set available = true, unavailable_until = null
where id in (
    select id from product_options where not available and unavailable_until <= :now::timestamptz
    order by id for no key update
)
returning product_id;

-- name: find_back_office_types()
-- Every type in the menu's order, with how many products it holds, retired ones too.
select t.id, t.slug, t.title, t.built_in, count(p.id) as products
from product_types t
left join products p on p.type_id = t.id
group by t.id
order by t.built_in, t.position, t.id;

-- name: lock_back_office_types()
-- All of them, in id order: titles stay different and the order by hand has no two answers.
-- «for update» also waits for whoever is just giving a type a product.
select id, slug, title, built_in, position from product_types order by id for update;

-- name: insert_back_office_type(slug, title)$
insert into product_types (slug, title, position)
select :slug, :title, coalesce(max(position), 0) + 10 from product_types where not built_in
returning id;

-- name: update_back_office_type(id, title)!
update product_types set title = :title where id = :id;

-- name: update_back_office_type_positions(ids, positions)!
update product_types set position = t.position
from unnest(:ids::bigint[], :positions::integer[]) as t (id, position)
where product_types.id = t.id;

-- name: delete_back_office_type(id)!
delete from product_types where id = :id and not built_in;

-- name: move_back_office_products(from_id, to_id)
-- Retired ones too: a product has exactly one type at any time.
update products set type_id = :to_id, version = version + 1
where id in (select id from products where type_id = :from_id order by id for no key update)
returning id;

-- name: touch_back_office_products_of_type(type_id)
-- The type's title is part of each of its products.
update products set version = version + 1
where id in (select id from products where type_id = :type_id order by id for no key update)
returning id;

-- name: find_back_office_photo_names()
select name from photos;

-- name: delete_back_office_unused_photos(before)
-- Replaced photos stay as long as pages that show them may be open.
delete from photos
where unused_since < :before and not exists (select 1 from products p where p.photo_id = photos.id)
returning name;
