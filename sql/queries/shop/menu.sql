-- name: find_menu_products(ids)
-- Whole products by id, retired ones too: one statement, options and current choices as JSON in their order.
select
    p.id, p.slug, p.title, p.kitchen_title, p.description, p.type_id, t.slug as type_slug, t.title as type_title,
    p.price_minor, p.prep_minutes, p.station, p.tags, p.stock, p.available, p.unavailable_until,
    p.retired_at is not null as retired, p.drawing, p.tint, f.name as photo, p.version,
    (
        select json_agg(json_build_array(
            o.id, o.title, o.price_minor, o.stock, o.available, extract(epoch from o.unavailable_until), o.retired_at is not null
        ) order by o.position, o.id)
        from product_options o where o.product_id = p.id
    ) as options,
    (
        select json_agg(json_build_array(g.id, g.title, g.several, (
            select json_agg(json_build_array(c.id, c.title, c.price_minor, c.removes) order by c.position, c.id)
            from choices c where c.group_id = g.id and c.retired_at is null
        )) order by g.position, g.id)
        from choice_groups g where g.product_id = p.id and g.retired_at is null
    ) as choice_groups
from products p
join product_types t on t.id = p.type_id
left join photos f on f.id = p.photo_id
where p.id = any(:ids::bigint[]);

-- name: insert_menu_type(slug, title, position)$
-- Answers the type's id, whether it is new or was there already.
insert into product_types (slug, title, position) values (:slug, :title, :position)
on conflict (slug) do update set title = excluded.title
returning id;

-- name: insert_menu_product(slug, title, kitchen_title, description, price_minor, type_id, prep_minutes, station, tags, stock, drawing, tint, position)$
insert into products (
    slug, title, kitchen_title, description, price_minor, type_id, prep_minutes, station, tags, stock, drawing, tint, position
) values (
    :slug, :title, :kitchen_title, :description, :price_minor, :type_id, :prep_minutes, :station, :tags, :stock,
    :drawing, :tint, :position
) returning id;

-- name: count_menu_products()
-- The menu's types with how many products each shows; types without any are left out.
select t.id, t.slug, t.title, count(*) as products
from product_types t
join products p on p.type_id = t.id and p.retired_at is null
group by t.id
order by t.position, t.id;

-- name: find_menu_type(slug)^
select id, slug, title from product_types where slug = :slug;

-- name: find_menu_page(most, skipped)
-- The ids of one page of the whole menu, by type and position.
select p.id
from products p
join product_types t on t.id = p.type_id
where p.retired_at is null
order by t.position, t.id, p.position, p.id
limit :most offset :skipped;

-- name: find_menu_page_of_type(type_id, most, skipped)
select id
from products
where type_id = :type_id and retired_at is null
order by position, id
limit :most offset :skipped;
