-- What happened to one line of an order: its row of order_events says which line, and how it stands since.
-- A first item that starts its order is one row: the order moved, by this line.
alter table order_events
add column line integer,
add column item_status text,
add constraint order_event_item_status_is_known check (item_status in ('open', 'started', 'done')) not valid,
add constraint order_event_of_an_item_names_it check (kind <> 'item' or (line is not null and item_status is not null)) not valid;
