-- Below its floor nothing more of an account is taken, held or counted on, beyond what makes up for it: what
-- a chain may spend is available - floor + max(0, L + I - O).

create or replace function chain.find_short(p_before chain.account[], p_after chain.account[])
  returns uuid
  language sql
  immutable
as $$
  select a.id
  from unnest(p_before) with ordinality b
  join unnest(p_after) with ordinality a on a.ordinality = b.ordinality
  where a.available < a.floor and (
    a.available < b.available
    or chain.reserve(p_after[a.ordinality]) > chain.reserve(p_before[a.ordinality])
    or (a.deferred_out > b.deferred_out
      and a.available - a.floor + greatest(0, a.liened + a.deferred_in - a.deferred_out) < 0))
  limit 1
$$;

comment on function chain.find_short(chain.account[], chain.account[]) is
  'Private: an account of which more would be taken or held than its floor allows; null where there is none.';
