create or replace function chain.find_short(p_before chain.account[], p_after chain.account[])
  returns uuid
  language sql
  immutable
as $$
  select a.id
  from unnest(p_before) with ordinality b
  join unnest(p_after) with ordinality a on a.ordinality = b.ordinality
  where a.available < b.available and a.available < a.floor
  limit 1
$$;

comment on function chain.find_short(chain.account[], chain.account[]) is
  'Private: an account whose available would be lowered below its floor; null where there is none.';
