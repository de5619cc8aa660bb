-- What is parked at a step of a chain, which is locked: its late effect, or else what of it itself waits for
-- a person. Raises SG033 (no such step), SG072 (nothing of it is parked).

create or replace function chain.find_parked(
  p_company_id uuid,
  p_chain_id uuid,
  p_step text,
  p_is_late boolean default false
)
  returns chain.parked
  language plpgsql
  stable
as $$
declare
  v_parked chain.parked;
begin
  if not exists (
    select from chain.steps s
    where s.company_id = p_company_id and s.chain_id = p_chain_id and s.name = p_step)
  then
    raise exception using errcode = 'SG033', message = format('The chain has no step %s', p_step);
  end if;
  select p.* into v_parked from chain.parked p
  where p.company_id = p_company_id and p.chain_id = p_chain_id and p.step = p_step
    and (p.what = 'late_effect') = p_is_late
  order by p.run desc
  limit 1;
  if v_parked.what is null then
    raise exception using errcode = 'SG072', message = format('Nothing of step %s waits for that', p_step);
  end if;
  return v_parked;
end
$$;

comment on function chain.find_parked(uuid, uuid, text, boolean) is 'Private: what is parked at a step.';
