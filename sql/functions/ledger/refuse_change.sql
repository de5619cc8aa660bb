-- Trigger: what is written in the journal, in the outbox, in the log of acts, in the events of chains and in
-- the seals is never changed or deleted, by anyone.

create or replace function ledger.refuse_change()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = 'LG065',
    message = format(
      '%s of %s.%s: its rows are never changed or deleted', tg_op, tg_table_schema, tg_table_name),
    hint = 'Undo an entry by another: ledger.rollback_atomic_transaction, or post the opposite.';
end
$$;

comment on function ledger.refuse_change() is
  'Trigger of append-only tables: refuses UPDATE, DELETE and TRUNCATE.';

create or replace trigger entries_are_append_only
  before update or delete or truncate on ledger.journal_entries
  for each statement execute function ledger.refuse_change();
alter table ledger.journal_entries enable always trigger entries_are_append_only;

create or replace trigger lines_are_append_only
  before update or delete or truncate on ledger.journal_lines
  for each statement execute function ledger.refuse_change();
alter table ledger.journal_lines enable always trigger lines_are_append_only;

create or replace trigger outbox_is_append_only
  before update or delete or truncate on relay.outbox
  for each statement execute function ledger.refuse_change();
alter table relay.outbox enable always trigger outbox_is_append_only;

create or replace trigger log_is_append_only
  before update or delete or truncate on audit.log
  for each statement execute function ledger.refuse_change();
alter table audit.log enable always trigger log_is_append_only;

create or replace trigger seals_are_append_only
  before update or delete or truncate on audit.seals
  for each statement execute function ledger.refuse_change();
alter table audit.seals enable always trigger seals_are_append_only;

create or replace trigger seal_leaves_are_append_only
  before update or delete or truncate on audit.seal_leaves
  for each statement execute function ledger.refuse_change();
alter table audit.seal_leaves enable always trigger seal_leaves_are_append_only;

create or replace trigger accounts_are_never_deleted
  before delete or truncate on ledger.accounts
  for each statement execute function ledger.refuse_change();
alter table ledger.accounts enable always trigger accounts_are_never_deleted;

create or replace trigger liens_are_never_deleted
  before delete or truncate on ledger.liens
  for each statement execute function ledger.refuse_change();
alter table ledger.liens enable always trigger liens_are_never_deleted;

create or replace trigger atomic_transactions_are_never_deleted
  before delete or truncate on ledger.atomic_transactions
  for each statement execute function ledger.refuse_change();
alter table ledger.atomic_transactions enable always trigger atomic_transactions_are_never_deleted;

create or replace trigger groups_are_never_deleted
  before delete or truncate on ledger.transaction_groups
  for each statement execute function ledger.refuse_change();
alter table ledger.transaction_groups enable always trigger groups_are_never_deleted;

create or replace trigger chains_are_never_deleted
  before delete or truncate on chain.chains
  for each statement execute function ledger.refuse_change();
alter table chain.chains enable always trigger chains_are_never_deleted;

create or replace trigger steps_are_never_deleted
  before delete or truncate on chain.steps
  for each statement execute function ledger.refuse_change();
alter table chain.steps enable always trigger steps_are_never_deleted;

create or replace trigger deferred_transfers_are_never_deleted
  before delete or truncate on chain.deferred_transfers
  for each statement execute function ledger.refuse_change();
alter table chain.deferred_transfers enable always trigger deferred_transfers_are_never_deleted;

create or replace trigger definitions_are_append_only
  before update or delete or truncate on chain.definitions
  for each statement execute function ledger.refuse_change();
alter table chain.definitions enable always trigger definitions_are_append_only;

create or replace trigger checkpoints_are_append_only
  before update or delete or truncate on chain.checkpoints
  for each statement execute function ledger.refuse_change();
alter table chain.checkpoints enable always trigger checkpoints_are_append_only;

create or replace trigger signals_are_append_only
  before update or delete or truncate on chain.signals
  for each statement execute function ledger.refuse_change();
alter table chain.signals enable always trigger signals_are_append_only;

create or replace trigger risk_rules_are_append_only
  before update or delete or truncate on chain.risk_rules
  for each statement execute function ledger.refuse_change();
alter table chain.risk_rules enable always trigger risk_rules_are_append_only;

create or replace trigger risk_assessments_are_append_only
  before update or delete or truncate on chain.risk_assessments
  for each statement execute function ledger.refuse_change();
alter table chain.risk_assessments enable always trigger risk_assessments_are_append_only;

create or replace trigger chain_events_are_append_only
  before update or delete or truncate on chain.events
  for each statement execute function ledger.refuse_change();
alter table chain.events enable always trigger chain_events_are_append_only;

create or replace trigger tasks_are_never_deleted
  before delete or truncate on chain.tasks
  for each statement execute function ledger.refuse_change();
alter table chain.tasks enable always trigger tasks_are_never_deleted;

create or replace trigger late_effects_are_append_only
  before update or delete or truncate on chain.late_effects
  for each statement execute function ledger.refuse_change();
alter table chain.late_effects enable always trigger late_effects_are_append_only;

create or replace trigger resolutions_are_append_only
  before update or delete or truncate on chain.resolutions
  for each statement execute function ledger.refuse_change();
alter table chain.resolutions enable always trigger resolutions_are_append_only;
