-- Trigger: an account has its balance row from its first moment.

create or replace function ledger.open_balance()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into ledger.balances (company_id, account_id)
  select a.company_id, a.id from inserted a;
  return null;
end
$$;

comment on function ledger.open_balance() is 'Trigger of accounts: gives each new account its balance row.';

create or replace trigger account_has_a_balance
  after insert on ledger.accounts
  referencing new table as inserted
  for each statement execute function ledger.open_balance();
alter table ledger.accounts enable always trigger account_has_a_balance;
