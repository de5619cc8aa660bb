-- Why a value in JSON is no amount of a currency of that exponent (null: not known), or null when nothing is
-- wrong. Absent is fine, and a zero may have any decimals: "0.00" on the unused side of a JPY line.

create or replace function ledger.amount_fault(p_value jsonb, p_exponent integer)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select case
    when p_value is null or jsonb_typeof(p_value) = 'null' then null
    when jsonb_typeof(p_value) <> 'string' then 'LG020'
    when p_value #>> '{}' ~ '^-[0-9]+([.][0-9]+)?$' then 'LG022'
    when p_value #>> '{}' !~ '^[0-9]+([.][0-9]+)?$' then 'LG021'
    when length(p_value #>> '{}') > 49 then
      case when length(split_part(p_value #>> '{}', '.', 2)) > 18 then 'LG024' else 'LG023' end
    when length(ltrim(split_part(p_value #>> '{}', '.', 1), '0')) > 30 then 'LG023'
    when length(split_part(p_value #>> '{}', '.', 2)) > p_exponent and p_value #>> '{}' ~ '[1-9]' then 'LG024'
  end
$$;

comment on function ledger.amount_fault(jsonb, integer) is
  'The SQLSTATE that says why a value in JSON is no amount; null when it is one, or absent.';
