-- Lists of one status, newest first: the back office's orders and the dashboard's finished ones never walk history.
-- squawk-ignore require-concurrent-index-creation
create index orders_status_id_idx on orders (status, id desc);
