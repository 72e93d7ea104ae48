-- A replaced photo stays for the pages that still show it; null = some product shows it.
alter table photos add column unused_since timestamptz;
