-- available and posted are compared as they will be after the whole transaction, version as it was before it.

create or replace function ledger.conditions_hold(
  p_conditions jsonb,
  p_available numeric,
  p_posted numeric,
  p_version bigint
)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select coalesce(bool_and(
    coalesce((c ->> 'version')::bigint = p_version, true) and not exists (
      select
      from (values ('available', p_available), ('posted', p_posted)) v (name, amount)
      cross join lateral jsonb_each_text(c -> v.name) o (op, bound)
      where not case o.op
        when 'gt' then v.amount > o.bound::numeric
        when 'gte' then v.amount >= o.bound::numeric
        when 'eq' then v.amount = o.bound::numeric
        when 'lte' then v.amount <= o.bound::numeric
        else v.amount < o.bound::numeric
      end)), true)
  from jsonb_array_elements(p_conditions) c
$$;

comment on function ledger.conditions_hold(jsonb, numeric, numeric, bigint) is
  'Whether all the conditions that lines set on an account hold: '
  'available and posted after the transaction, version before it.';
