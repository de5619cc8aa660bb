-- Trigger: what lines and balances were computed from stays as it is for ever.

create or replace function ledger.keep_identity()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = 'LG066',
    message = 'The company, id, currency and normal side of an account never change',
    hint = 'Open another account.';
end
$$;

comment on function ledger.keep_identity() is
  'Trigger of accounts: refuses to change what its lines were computed from.';

create or replace trigger account_keeps_its_identity
  before update on ledger.accounts
  for each row
  when ((old.company_id, old.id, old.currency, old.normal_side) is distinct from
        (new.company_id, new.id, new.currency, new.normal_side))
  execute function ledger.keep_identity();
alter table ledger.accounts enable always trigger account_keeps_its_identity;
