-- A chain of p_companies (null for all): chain.chain_as_json, and {"input", "progress": {"total", "done"},
-- "steps": chain.steps_as_json, "liens": those on accounts of p_companies}. Raises SG030.

create or replace function chain.get_chain(p_chain_id uuid, p_companies uuid[] default null)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_chain chain.chains;
  v_steps chain.steps[];
begin
  select c.* into v_chain from chain.chains c
  where c.id = p_chain_id and (p_companies is null or c.company_id = any (p_companies));
  if v_chain.id is null then
    raise exception using errcode = 'SG030', message = format('Chain not found: %s', p_chain_id);
  end if;
  v_steps := array(
    select s from chain.steps s
    where s.company_id = v_chain.company_id and s.chain_id = v_chain.id
    order by s.step_no);
  return chain.chain_as_json(v_chain) || jsonb_build_object(
    'input', v_chain.input,
    'progress', (
      select jsonb_build_object('total', count(*), 'done', count(*) filter (where chain.is_over(s.state)))
      from unnest(v_steps) s),
    'steps', chain.steps_as_json(v_steps),
    'liens', chain.liens_as_json(v_chain, p_companies));
end
$$;

comment on function chain.get_chain(uuid, uuid[]) is 'A chain with its steps and liens.';
