-- What access.request can be asked for: a row an operation. Its function takes the call and returns the
-- response; scope is what the principal must hold; needs_company says that a request must name its company;
-- subject, a function too, finds what the ids in the call's parameters name, and raises where that is not the
-- caller's to use.

create or replace view access.operations
  with (security_invoker = true)
as
select o.name, o.schema, o.function, o.scope, o.needs_company, o.subject
from (values
  ('create_company', 'ledger', 'serve_create_company', 'admin', false, null),
  ('list_companies', 'ledger', 'serve_list_companies', 'ledger:read', false, null),
  ('create_account', 'ledger', 'serve_create_account', 'ledger:write', true, null),
  ('list_accounts', 'ledger', 'serve_list_accounts', 'ledger:read', false, null),
  ('get_account', 'ledger', 'serve_get_account', 'ledger:read', false, 'called_account'),
  ('get_balance', 'ledger', 'serve_get_balance', 'ledger:read', false, 'called_account'),
  ('list_account_transactions', 'ledger', 'serve_list_account_transactions', 'ledger:read',
    false, 'called_account'),
  ('place_lien', 'ledger', 'serve_place_lien', 'ledger:write', false, 'called_account'),
  ('capture_lien', 'ledger', 'serve_capture_lien', 'ledger:write', false, 'called_lien'),
  ('release_lien', 'ledger', 'serve_release_lien', 'ledger:write', false, 'called_lien'),
  ('extend_lien', 'ledger', 'serve_extend_lien', 'ledger:write', false, 'called_lien'),
  ('create_atomic_transaction', 'ledger', 'serve_create_atomic_transaction', 'ledger:write', true, null),
  ('validate_atomic_transaction', 'ledger', 'serve_validate_atomic_transaction', 'ledger:read', false, null),
  ('get_atomic_transaction', 'ledger', 'serve_get_atomic_transaction', 'ledger:read',
    false, 'called_transaction'),
  ('rollback_atomic_transaction', 'ledger', 'serve_rollback_atomic_transaction', 'ledger:write',
    false, 'called_transaction'),
  ('list_groups', 'ledger', 'serve_list_groups', 'ledger:read', true, null),
  ('submit_chain', 'chain', 'serve_submit_chain', 'chains:create', true, null),
  ('validate_chain', 'chain', 'serve_validate_chain', 'chains:read', true, null),
  ('list_chains', 'chain', 'serve_list_chains', 'chains:read', false, null),
  ('get_chain', 'chain', 'serve_get_chain', 'chains:read', false, 'called_chain'),
  ('list_chain_events', 'chain', 'serve_list_chain_events', 'chains:read', false, 'called_chain'),
  ('get_chain_plan', 'chain', 'serve_get_chain_plan', 'chains:read', false, 'called_chain'),
  ('plan_rollback', 'chain', 'serve_plan_rollback', 'chains:read', false, 'called_chain'),
  ('rollback_chain', 'chain', 'serve_rollback_chain', 'chains:rollback', false, 'called_chain'),
  ('cancel_chain', 'chain', 'serve_cancel_chain', 'chains:rollback', false, 'called_chain'),
  ('resume_chain', 'chain', 'serve_resume_chain', 'chains:rollback', false, 'called_chain'),
  ('signal_chain', 'chain', 'serve_signal_chain', 'chains:signal', false, 'called_chain'),
  ('approve_step', 'chain', 'serve_approve_step', 'chains:approve', false, 'called_chain'),
  ('list_chain_liens', 'chain', 'serve_list_chain_liens', 'chains:read', false, 'called_shared_chain'),
  ('add_chain_lien', 'chain', 'serve_add_chain_lien', 'liens:manage', false, 'called_chain'),
  ('extend_chain_lien', 'chain', 'serve_extend_chain_lien', 'liens:manage', false, 'called_chain_lien'),
  ('release_chain_lien', 'chain', 'serve_release_chain_lien', 'liens:manage', false, 'called_chain_lien'),
  ('get_virtual_balance', 'chain', 'serve_get_virtual_balance', 'chains:read', false, 'called_shared_chain'),
  ('list_risk_assessments', 'chain', 'serve_list_risk_assessments', 'chains:read',
    false, 'called_shared_chain'),
  ('list_tasks', 'chain', 'serve_list_tasks', 'chains:read', false, 'called_chain'),
  ('list_parked', 'chain', 'serve_list_parked', 'chains:read', false, null),
  ('retry_step', 'chain', 'serve_retry_step', 'chains:operate', false, 'called_chain'),
  ('resolve_step', 'chain', 'serve_resolve_step', 'chains:operate', false, 'called_chain'),
  ('set_risk_rule', 'chain', 'serve_set_risk_rule', 'chains:operate', true, null),
  ('list_risk_rules', 'chain', 'serve_list_risk_rules', 'chains:read', true, null),
  ('define_chain', 'chain', 'serve_define_chain', 'chains:operate', true, null),
  ('list_definitions', 'chain', 'serve_list_definitions', 'chains:read', true, null),
  ('get_definition', 'chain', 'serve_get_definition', 'chains:read', true, null)
) o (name, schema, function, scope, needs_company, subject);

comment on view access.operations is 'What access.request can be asked for, and the scope that it takes.';
comment on column access.operations.name is 'As access.request takes it.';
comment on column access.operations.schema is 'Where its function is.';
comment on column access.operations.function is 'Takes an access.call, returns the response.';
comment on column access.operations.scope is 'What the principal must hold.';
comment on column access.operations.needs_company is 'Whether a request must name its company.';
comment on column access.operations.subject is
  'Finds what the parameters name, or raises; null where they name nothing.';
