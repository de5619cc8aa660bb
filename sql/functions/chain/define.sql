-- Writes the next version of a definition; chains that run keep theirs.
-- Raises LG001, LG002, LG019 (name), and what is wrong with the body beside its input and its accounts: the
-- first fault's code, all of them as JSON in DETAIL. Writes: definitions, audit.log.

create or replace function chain.define(
  p_company_id uuid,
  p_name text,
  p_body jsonb,
  p_input_schema jsonb default '{}',
  p_principal_id uuid default access.system_principal()
)
  returns chain.definitions
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_definition chain.definitions;
  v_docs jsonb[];
  v_needs chain.need[];
begin
  if p_name !~ '^[a-z][a-z0-9_.-]{0,99}$' then
    raise exception using errcode = 'LG019', message = 'A name is small letters, digits, _, . and -';
  elsif exists (
    select from jsonb_each(p_input_schema) f
    where f.value #>> '{}' is null or f.value #>> '{}' !~ '^(string|number|boolean|object|array)!?$')
  then
    raise exception using
      errcode = 'LG019', message = 'A field of an input is a string, number, boolean, object or array';
  end if;
  perform chain.complete_body(p_company_id, p_body - 'definition');
  v_docs := chain.step_docs(p_body);
  perform chain.raise_faults(
    chain.find_body_problems(p_body, v_docs) || chain.find_step_problems(v_docs));
  v_needs := chain.find_needs(v_docs);
  perform chain.raise_faults(
    chain.find_graph_problems(chain.read_steps(
      v_docs, cardinality(v_docs) - jsonb_array_length(p_body -> 'steps'), '{}', v_needs), v_needs));
  insert into chain.definitions (company_id, name, version, body, input_schema, principal_id, created_at)
  select p_company_id, p_name, coalesce(max(d.version), 0) + 1, p_body, p_input_schema, p_principal_id,
    audit.clock()
  from chain.definitions d
  where d.company_id = p_company_id and d.name = p_name
  returning * into v_definition;
  perform audit.record(p_company_id, p_principal_id, 'chain.define', null,
    jsonb_build_object('name', p_name, 'version', v_definition.version));
  return v_definition;
end
$$;

comment on function chain.define(uuid, text, jsonb, jsonb, uuid) is
  'Writes the next version of a definition.';
