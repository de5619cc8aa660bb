-- What is ours in the catalog. Lints plant what they look for, and must find that and nothing else.

create view our_schemas as
select n.oid, n.nspname as name
from pg_namespace n
where pg_get_userbyid(n.nspowner) = 'holdfast_owner' and n.nspname <> 'yoyo';

create view our_relations as
select c.oid, s.name || '.' || c.relname as name, c.relname, c.relkind, c.relowner, c.reloptions,
       r.kind as registered_as
from pg_class c
join our_schemas s on s.oid = c.relnamespace
left join audit.table_registry r on r.name = s.name || '.' || c.relname
where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f');

create view our_tables as
select * from our_relations where relkind in ('r', 'p', 'f');

create view our_functions as
select p.oid, s.name || '.' || p.proname as name, p.proname, p.proowner, p.prosecdef, p.proconfig, p.proacl,
       p.prorettype,
       regexp_replace(p.prosrc, '--[^\n]*', '', 'g') as body
from pg_proc p
join our_schemas s on s.oid = p.pronamespace;

create view our_types as
select t.oid, s.name || '.' || t.typname as name, t.typowner
from pg_type t
join our_schemas s on s.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
where t.typtype in ('d', 'e', 'r') or c.relkind = 'c';
