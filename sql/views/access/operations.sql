-- What access.request can be asked for: a row an operation. Its function takes the call and returns the
-- response; scope is what the principal must hold.

create or replace view access.operations
  with (security_invoker = true)
as
select o.name, o.schema, o.function, o.scope
from (values
  ('create_company', 'ledger', 'serve_create_company', 'admin'),
  ('list_companies', 'ledger', 'serve_list_companies', 'ledger:read'),
  ('create_account', 'ledger', 'serve_create_account', 'ledger:write'),
  ('list_accounts', 'ledger', 'serve_list_accounts', 'ledger:read'),
  ('get_account', 'ledger', 'serve_get_account', 'ledger:read'),
  ('get_balance', 'ledger', 'serve_get_balance', 'ledger:read'),
  ('list_account_transactions', 'ledger', 'serve_list_account_transactions', 'ledger:read'),
  ('place_lien', 'ledger', 'serve_place_lien', 'ledger:write'),
  ('capture_lien', 'ledger', 'serve_capture_lien', 'ledger:write'),
  ('release_lien', 'ledger', 'serve_release_lien', 'ledger:write'),
  ('extend_lien', 'ledger', 'serve_extend_lien', 'ledger:write'),
  ('create_atomic_transaction', 'ledger', 'serve_create_atomic_transaction', 'ledger:write'),
  ('validate_atomic_transaction', 'ledger', 'serve_validate_atomic_transaction', 'ledger:read'),
  ('get_atomic_transaction', 'ledger', 'serve_get_atomic_transaction', 'ledger:read'),
  ('rollback_atomic_transaction', 'ledger', 'serve_rollback_atomic_transaction', 'ledger:write'),
  ('list_groups', 'ledger', 'serve_list_groups', 'ledger:read')
) o (name, schema, function, scope);

comment on view access.operations is 'What access.request can be asked for, and the scope that it takes.';
comment on column access.operations.name is 'As access.request takes it.';
comment on column access.operations.schema is 'Where its function is.';
comment on column access.operations.function is 'Takes an access.call, returns the response.';
comment on column access.operations.scope is 'What the principal must hold.';
