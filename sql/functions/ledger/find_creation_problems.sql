-- What is wrong with the form of a creation, all of it: of its own fields, then of its transactions.

create or replace function ledger.find_creation_problems(p_creation ledger.creation)
  returns setof ledger.problem
  language sql
  stable
as $$
  select p.* from ledger.find_field_problems(p_creation.company_id, p_creation.body) p
  union all
  select p.*
  from ledger.find_request_problems(
    p_creation.company_id, p_creation.body -> 'transactions', p_creation.caller) p
$$;

comment on function ledger.find_creation_problems(ledger.creation) is
  'Private: everything that is wrong with the form of a creation.';
