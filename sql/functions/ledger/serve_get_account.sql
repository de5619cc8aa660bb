-- Params: {"id"}. Returns ledger.account_as_json. Raises ZA004.

create or replace function ledger.serve_get_account(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  return ledger.account_as_json(ledger.called_account(p_call));
end
$$;

comment on function ledger.serve_get_account(access.call) is
  'Serves GET accounts/{id}.';
