-- name: find_person_by_email(email_key)^
select id, email, full_name, display_name, phone, role, password_hash
from people where email_key = :email_key and deleted_at is null;

-- name: find_person(person_id)^
select id, email, full_name, display_name, phone, role, password_hash
from people where id = :person_id and deleted_at is null;

-- name: insert_person(email, email_key, full_name, display_name, role, password_hash)$
-- Nothing comes back where the address is taken: one account an address, whatever its case.
insert into people (email, email_key, full_name, display_name, role, password_hash)
values (:email, :email_key, :full_name, :display_name, :role, :password_hash)
on conflict (email_key) do nothing
returning id;

-- name: update_password_hash(person_id, password_hash)!
update people set password_hash = :password_hash where id = :person_id;

-- name: update_role(person_id, role)$
update people set role = :role where id = :person_id and deleted_at is null returning id;

-- name: insert_role_change(person_id, changed_by, old_role, new_role, source)!
insert into role_changes (person_id, changed_by, old_role, new_role, source)
values (:person_id, :changed_by, :old_role, :new_role, :source);
