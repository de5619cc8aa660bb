-- Trigger: balances are a projection of lines and liens, so only their triggers may write them: at depth 0
-- the writer is nobody's trigger. Holds for the owner too.

create or replace function ledger.guard_balances()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = 'LG063',
    message = 'Balances are moved by journal lines and liens only',
    hint = 'Post through ledger.post, hold through ledger.place_lien.';
end
$$;

comment on function ledger.guard_balances() is
  'Trigger of balances: refuses every write that no line and no lien made.';

create or replace trigger balances_are_a_projection
  before insert or update or delete or truncate on ledger.balances
  for each statement
  when (pg_catalog.pg_trigger_depth() = 0)
  execute function ledger.guard_balances();
alter table ledger.balances enable always trigger balances_are_a_projection;
