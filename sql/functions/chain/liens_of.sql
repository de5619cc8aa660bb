-- The active liens of a chain that a parameter names: by the step that placed them, or by id.

create or replace function chain.liens_of(p_call chain.call, p_name jsonb)
  returns setof ledger.liens
  language sql
  stable
as $$
  select l.*
  from unnest(p_call.liens) l
  where l.status = 'active' and p_name #>> '{}' in (l.step, l.id::text)
    and l.account_id <> l.beneficiary_account_id
$$;

comment on function chain.liens_of(chain.call, jsonb) is
  'Private: the active liens of a chain that a step''s parameter names.';
