-- What workers say of their claims, as rows: [{"company_id", "chain_id", "step_no", "run", "is_undoing",
-- "attempt", …}…]; report: the rest of each. The planner takes them for one row, so that it begins with
-- them: tasks are many more, whether it has statistics of them or not.

create or replace function chain.read_claims(p_docs jsonb)
  returns table (
    company_id uuid, chain_id uuid, step_no integer, run integer, is_undoing boolean, attempt integer,
    report jsonb)
  language plpgsql
  immutable
  rows 1
as $$
begin
  return query
  select x.*, d.doc - array['company_id', 'chain_id', 'step_no', 'run', 'is_undoing', 'attempt']
  from jsonb_array_elements(p_docs) d (doc)
  cross join lateral jsonb_to_record(d.doc) x (
    company_id uuid, chain_id uuid, step_no integer, run integer, is_undoing boolean, attempt integer);
end
$$;

comment on function chain.read_claims(jsonb) is 'Private: what workers say of their claims, as rows.';
