-- {"available": {"gte": "0"}}, {"posted": {"lt": "-5.00"}}, {"version": 41}: what a line may demand
-- of its account.

create or replace function ledger.condition_is_valid(p_condition jsonb)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select case when jsonb_typeof(p_condition) <> 'object' then false else not exists (
    select from jsonb_each(p_condition) c
    where not case
      when c.key = 'version' then c.value::text ~ '^[0-9]{1,18}$'
      when c.key not in ('available', 'posted') or jsonb_typeof(c.value) <> 'object' then false
      else not exists (
        select from jsonb_each(c.value) o
        where o.key not in ('gt', 'gte', 'eq', 'lte', 'lt')
          or jsonb_typeof(o.value) <> 'string'
          or o.value #>> '{}' !~ '^-?[0-9]{1,30}([.][0-9]{1,18})?$')
      end) end
$$;

comment on function ledger.condition_is_valid(jsonb) is 'Whether a line''s condition is well formed.';
