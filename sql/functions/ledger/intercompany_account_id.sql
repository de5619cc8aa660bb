-- An intercompany account's id follows from what it is, so that whoever needs it first makes the same one.

create or replace function ledger.intercompany_account_id(
  p_company_id uuid,
  p_other_id uuid,
  p_currency text,
  p_type text
)
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select encode(substr(sha256(convert_to(
    concat_ws('|', 'intercompany', p_company_id::text, p_other_id::text, p_currency, p_type),
    'UTF8')), 1, 16), 'hex')::uuid
$$;

comment on function ledger.intercompany_account_id(uuid, uuid, text, text) is
  'The id of the account in which a company keeps what another owes it (asset) '
  'or what it owes the other (liability).';
