-- Also the partitions, which one may ask by their own names, and ledger.companies, which is one's by its id.
select plan(4);
create table ledger.planted (company_id uuid not null);
create table ledger.planted_parent (company_id uuid not null) partition by list (company_id);
create table ledger.planted_child partition of ledger.planted_parent default;
insert into audit.table_registry values ('ledger.planted', 'company'), ('ledger.planted_parent', 'company');
alter table ledger.planted_parent enable row level security;
create policy readers_see_their_companies on ledger.planted_parent for select to holdfast_reader
  using (company_id = any ((select access.readable_companies())::uuid[]));
create policy planted on ledger.accounts for select to holdfast_reader using (code = 'cash');
grant select on ledger.planted to holdfast_reader;
grant select (company_id) on ledger.planted_child to holdfast_reader;
create temp view guarded as
with recursive guarded (oid, key) as (
  select t.oid, case t.name when 'ledger.companies' then 'id' else 'company_id' end
  from our_tables t
  where t.registered_as = 'company' or t.name = 'ledger.companies'
  union
  select i.inhrelid, g.key from guarded g join pg_inherits i on i.inhparent = g.oid
)
select c.oid, c.oid::regclass::text as name, g.key, c.relrowsecurity
from guarded g
join pg_class c on c.oid = g.oid;
create temp view policies as
select p.polrelid as oid, p.polname as name,
       p.polname = 'readers_see_their_companies' and p.polpermissive and p.polcmd = 'r'
         and p.polroles = array(select r.oid from pg_roles r where r.rolname = 'holdfast_reader')
         and pg_get_expr(p.polqual, p.polrelid) = format(
           '(%s = ANY (( SELECT readable_companies() AS readable_companies)::uuid[]))', g.key) as is_ours
from pg_policy p
join guarded g on g.oid = p.polrelid;
select set_eq(
  'select name from guarded where not relrowsecurity', array['planted', 'planted_child'],
  'all have row security, but for the planted ones');
select set_eq(
  'select name from guarded g where not exists (select from policies p where p.oid = g.oid and p.is_ours)',
  array['planted', 'planted_child'], 'and the policy');
select set_eq(
  'select name::text from policies where is_ours is distinct from true', array['planted'],
  'and no other policy, which would show more');
select set_eq(
  $$select r.name::text from our_relations r join pg_class c on c.oid = r.oid
    where r.relkind <> 'v' and not c.relrowsecurity
      and has_any_column_privilege('holdfast_reader', r.oid, 'select')$$,
  array['ledger.currencies', 'chain.transitions', 'chain.step_kinds', 'chain.risk_measures',
    'audit.table_registry', 'audit.loaded_objects', 'audit.seals',
    'ledger.planted', 'ledger.planted_child'],
  'what readers read without it is of no company, but for the planted ones');
select * from finish();
