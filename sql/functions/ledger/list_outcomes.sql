create or replace function ledger.list_outcomes(p_entries ledger.entry[], p_problems ledger.problem[])
  returns setof ledger.outcome
  language sql
  stable
as $$
  select o.* from ledger.list_posted(p_entries) o
  union all
  select
    p.position, 'refused', null, null,
    (array_agg(p.code order by p.nth))[1], (array_agg(p.detail order by p.nth))[1],
    ledger.problems_as_json(array_agg(
      row(p.position, p.entry, p.line, p.code, p.detail, p.field, p.value)::ledger.problem order by p.nth))
  from unnest(p_problems) with ordinality p ("position", entry, line, code, detail, field, value, nth)
  group by p.position
  order by 1
$$;

comment on function ledger.list_outcomes(ledger.entry[], ledger.problem[]) is
  'Private: what became of each transaction of a call, in order.';
