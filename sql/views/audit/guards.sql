-- The triggers that keep the promises, and whether each stands and fires always. A restore that switched
-- triggers off and on, or a superuser who did, leaves some that do not.

create or replace view audit.guards
  with (security_invoker = true)
as
select g.table_name, g.trigger_name, coalesce(t.tgenabled = 'A', false) as is_armed
from (values
  ('ledger.journal_lines', 'lines_move_balances'),
  ('ledger.journal_lines', 'lines_are_append_only'),
  ('ledger.journal_entries', 'entries_are_append_only'),
  ('ledger.balances', 'balances_are_a_projection'),
  ('ledger.accounts', 'account_has_a_balance'),
  ('ledger.accounts', 'account_keeps_its_identity'),
  ('ledger.accounts', 'accounts_are_never_deleted'),
  ('ledger.liens', 'liens_hold_funds'),
  ('ledger.liens', 'liens_are_never_deleted'),
  ('ledger.atomic_transactions', 'atomic_transactions_are_never_deleted'),
  ('ledger.transaction_groups', 'groups_are_never_deleted'),
  ('chain.chains', 'chain_begins_as_it_may'),
  ('chain.chains', 'chain_moves_as_it_may'),
  ('chain.chains', 'chains_are_never_deleted'),
  ('chain.steps', 'step_begins_as_it_may'),
  ('chain.steps', 'step_moves_as_it_may'),
  ('chain.steps', 'steps_are_never_deleted'),
  ('chain.steps', 'step_drops_its_task'),
  ('chain.tasks', 'tasks_are_never_deleted'),
  ('chain.late_effects', 'late_effects_are_append_only'),
  ('chain.resolutions', 'resolutions_are_append_only'),
  ('chain.positions', 'positions_hold_funds'),
  ('chain.deferred_transfers', 'deferred_transfer_moves_as_it_may'),
  ('chain.deferred_transfers', 'deferred_transfers_are_never_deleted'),
  ('chain.definitions', 'definitions_are_append_only'),
  ('chain.checkpoints', 'checkpoints_are_append_only'),
  ('chain.signals', 'signals_are_append_only'),
  ('chain.risk_rules', 'risk_rules_are_append_only'),
  ('chain.risk_assessments', 'risk_assessments_are_append_only'),
  ('chain.events', 'chain_events_are_append_only'),
  ('relay.outbox', 'outbox_is_append_only'),
  ('audit.log', 'log_is_append_only'),
  ('audit.seals', 'seals_are_append_only'),
  ('audit.seal_leaves', 'seal_leaves_are_append_only')) g (table_name, trigger_name)
left join pg_catalog.pg_trigger t
  on t.tgrelid = pg_catalog.to_regclass(g.table_name) and t.tgname = g.trigger_name and not t.tgisinternal;

comment on view audit.guards is 'The triggers that keep the promises, and whether each is armed.';
