create or replace function chain.definition_as_json(p_definition chain.definitions)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'company_id', p_definition.company_id, 'name', p_definition.name, 'version', p_definition.version,
    'body', p_definition.body, 'input_schema', p_definition.input_schema,
    'created_at', ledger.as_time(p_definition.created_at))
$$;

comment on function chain.definition_as_json(chain.definitions) is 'A definition as callers see it.';
