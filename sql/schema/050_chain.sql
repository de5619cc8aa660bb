-- Chains (CTE): steps with one outcome, and the liens (CTEL) that may be spent inside them.
--
-- A chain's own rows stand in the books of the company that asked. What it reserves on an account, and its
-- liens, stand in the books of the account's company; they are found by chain_id.

create table chain.transitions (
  subject text not null,
  from_state text not null,
  to_state text not null,
  primary key (subject, from_state, to_state),
  constraint subject_is_known check (subject in ('chain', 'step', 'deferred'))
);
comment on table chain.transitions is
  'The moves that a state may make; a trigger refuses every other, whoever asks for it.';
comment on column chain.transitions.subject is 'chain, step or deferred (transfer).';
comment on column chain.transitions.from_state is 'Before.';
comment on column chain.transitions.to_state is 'After.';

-- A step that runs in the database becomes ready, runs and ends in one commit: its row shows the end alone. A
-- chain's row too shows the last state of a commit; its events tell of each.
insert into chain.transitions values
  ('chain', 'CREATED', 'VALIDATED'),
  ('chain', 'CREATED', 'FAILED'),
  ('chain', 'VALIDATED', 'EXECUTING'),
  ('chain', 'VALIDATED', 'FAILED'),
  ('chain', 'EXECUTING', 'COMPLETED'),
  ('chain', 'EXECUTING', 'FAILED'),
  ('chain', 'FAILED', 'EXECUTING'),
  ('chain', 'FAILED', 'ROLLING_BACK'),
  ('chain', 'ROLLING_BACK', 'ROLLED_BACK'),
  ('step', 'PENDING', 'READY'),
  ('step', 'PENDING', 'SKIPPED'),
  ('step', 'PENDING', 'WAITING'),
  ('step', 'PENDING', 'SUCCEEDED'),
  ('step', 'PENDING', 'FAILED'),
  ('step', 'READY', 'SKIPPED'),
  ('step', 'READY', 'RUNNING'),
  ('step', 'READY', 'WAITING'),
  ('step', 'READY', 'SUCCEEDED'),
  ('step', 'READY', 'FAILED'),
  ('step', 'RUNNING', 'SUCCEEDED'),
  ('step', 'RUNNING', 'FAILED'),
  ('step', 'RUNNING', 'WAITING'),
  ('step', 'RUNNING', 'READY'),
  ('step', 'RUNNING', 'IN_DOUBT'),
  ('step', 'WAITING', 'RUNNING'),
  ('step', 'WAITING', 'SUCCEEDED'),
  ('step', 'WAITING', 'FAILED'),
  ('step', 'WAITING', 'SKIPPED'),
  ('step', 'WAITING', 'COMPENSATING'),
  ('step', 'WAITING', 'COMPENSATED'),
  ('step', 'WAITING', 'COMPENSATION_FAILED'),
  ('step', 'IN_DOUBT', 'SUCCEEDED'),
  ('step', 'IN_DOUBT', 'FAILED'),
  ('step', 'IN_DOUBT', 'READY'),
  ('step', 'IN_DOUBT', 'COMPENSATING'),
  ('step', 'SUCCEEDED', 'COMPENSATING'),
  ('step', 'SUCCEEDED', 'COMPENSATED'),
  ('step', 'SUCCEEDED', 'COMPENSATION_FAILED'),
  ('step', 'COMPENSATING', 'COMPENSATED'),
  ('step', 'COMPENSATING', 'COMPENSATION_FAILED'),
  ('step', 'COMPENSATION_FAILED', 'COMPENSATING'),
  ('step', 'COMPENSATION_FAILED', 'COMPENSATED'),
  ('step', 'COMPENSATED', 'PENDING'),
  ('step', 'SKIPPED', 'PENDING'),
  ('step', 'FAILED', 'PENDING'),
  ('step', 'FAILED', 'WAITING'),
  ('step', 'FAILED', 'COMPENSATING'),
  ('step', 'FAILED', 'COMPENSATED'),
  ('step', 'FAILED', 'COMPENSATION_FAILED'),
  ('deferred', 'pending', 'settled'),
  ('deferred', 'pending', 'dropped');

create table chain.step_kinds (
  kind text primary key,
  run_schema text not null default 'chain',
  run_function text not null,
  undo_function text,
  effects text[] not null,
  params jsonb not null,
  accounts jsonpath[] not null default '{}',
  steps jsonpath[] not null default '{}',
  transactions jsonpath[] not null default '{}',
  is_pure boolean not null default false,
  undoes_itself boolean not null default false,
  constraint effects_are_known check (
    effects <@ '{none,compensatable,pivot,retriable}' and cardinality(effects) > 0)
);
comment on table chain.step_kinds is
  'What a step can be: a row and a function a kind. Kinds of your own stand in a schema of your own.';
comment on column chain.step_kinds.kind is 'As a definition names it.';
comment on column chain.step_kinds.run_schema is 'Where its functions are.';
comment on column chain.step_kinds.run_function is
  'Takes a chain.call, returns a chain.effect: what the step would do. The engine judges and does it. '
  'The call has all that it may look at: rows of the chain are not there yet in its first commit.';
comment on column chain.step_kinds.undo_function is
  'Takes a chain.call of a step that ran, returns what undoes what it did beside money; '
  'null where there is no such thing: the engine itself undoes what moved.';
comment on column chain.step_kinds.effects is
  'The effects that a step of it may declare; the first is what it has when it declares neither one nor a '
  'compensation: with that it is compensatable.';
comment on column chain.step_kinds.params is 'Its parameters, as ledger.require_body takes them.';
comment on column chain.step_kinds.accounts is
  'Where its parameters name accounts: they are looked up, locked and guarded before it runs.';
comment on column chain.step_kinds.steps is 'Where they name earlier steps: it runs after those.';
comment on column chain.step_kinds.transactions is
  'Where they name transactions of the journal: their accounts are the step''s too.';
comment on column chain.step_kinds.is_pure is
  'Whether its function only looks at the call: such a step is also tried when a chain is validated.';
comment on column chain.step_kinds.undoes_itself is
  'Whether a compensatable step of it that declares no compensation is undone by one of its own kind and '
  'parameters.';

insert into chain.step_kinds
  (kind, run_function, undo_function, effects, params, accounts, steps, transactions, is_pure)
values
  ('transfer', 'run_transfer', null, '{compensatable,retriable}',
    '{"from": "string!", "to": "string!", "amount": "string!", "description": "string",
      "timing": "string", "guarded": "boolean"}', '{$.from,$.to}', '{}', '{}', true),
  ('entry', 'run_entry', null, '{compensatable,retriable}',
    '{"lines": "array!", "timing": "string", "guarded": "boolean"}', '{$.lines[*].account_id}', '{}', '{}',
    true),
  ('convert', 'run_convert', null, '{compensatable,retriable}',
    '{"from": "string!", "to": "string!", "amount": "string!", "rate": "string!",
      "from_position": "string!", "to_position": "string!", "description": "string"}',
    '{$.from,$.to,$.from_position,$.to_position}', '{}', '{}', true),
  ('lien', 'run_lien', null, '{compensatable,retriable}',
    '{"account": "string!", "beneficiary": "string!", "amount": "string!"}',
    '{$.account,$.beneficiary}', '{}', '{}', true),
  ('capture_lien', 'run_capture_lien', null, '{compensatable,retriable}',
    '{"lien": "string!", "amount": "string", "to": "string", "description": "string"}',
    '{$.to}', '{$.lien}', '{}', false),
  ('release_lien', 'run_release_lien', null, '{compensatable,retriable}',
    '{"lien": "string!", "amount": "string"}', '{}', '{$.lien}', '{}', false),
  ('open_account', 'run_open_account', 'undo_open_account', '{compensatable,retriable}',
    '{"code": "string!", "name": "string!", "type": "string!", "currency": "string!", "purpose": "string",
      "user_id": "string"}', '{}', '{}', '{}', false),
  ('reverse', 'run_reverse', 'undo_reverse', '{compensatable,retriable}',
    '{"transaction_id": "string!"}', '{}', '{}', '{$.transaction_id}', false),
  ('delay', 'run_delay', null, '{none}', '{"seconds": "number", "until": "string"}', '{}', '{}', '{}', true),
  ('callback', 'run_callback', null, '{none,compensatable,pivot,retriable}', '{"signal": "string"}',
    '{}', '{}', '{}', false),
  ('approval', 'run_approval', null, '{none}', '{"count": "number"}', '{}', '{}', '{}', true);
insert into chain.step_kinds (kind, run_function, effects, params, undoes_itself)
values
  ('external', 'run_external', '{none,compensatable,pivot,retriable}',
    '{"handler": "string!", "request": "object"}', true);

create table chain.handlers (
  handler text primary key,
  company_id uuid references ledger.companies (id),
  adapter text not null,
  config jsonb not null default '{}',
  timeout interval not null default '60 seconds',
  max_running integer,
  per_second numeric,
  allowance numeric not null default 0,
  allowed_at timestamptz,
  constraint handler_is_a_word check (handler ~ '^[a-z][a-z0-9_.-]{0,62}$'),
  constraint limits_are_positive check (
    max_running > 0 and per_second > 0 and per_second < 'Infinity' and timeout > '0')
);
comment on table chain.handlers is
  'Who does outside steps: a name that steps give, and what the orchestrator runs for it.';
comment on column chain.handlers.handler is 'As steps name it.';
comment on column chain.handlers.company_id is
  'The company whose chains may name it; null for every company''s.';
comment on column chain.handlers.adapter is 'What runs it: http, sandbox, or the entry point of one''s own.';
comment on column chain.handlers.config is
  'The adapter''s: where it is, and the name of its secret, not the secret.';
comment on column chain.handlers.timeout is
  'After which an attempt is given up, and asked about; its lease is prolonged until then.';
comment on column chain.handlers.max_running is 'How many of its tasks may run at once; null for any number.';
comment on column chain.handlers.per_second is 'How many may begin in a second; null for any number.';
comment on column chain.handlers.allowance is
  'Of per_second: how many might have begun by allowed_at and did not.';
comment on column chain.handlers.allowed_at is 'When the allowance was counted.';

create table chain.tasks (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  run integer not null,
  is_undoing boolean not null,
  id uuid not null,
  handler text not null references chain.handlers (handler),
  request jsonb not null,
  effect text not null,
  epoch integer not null,
  priority integer not null,
  retry jsonb not null,
  state text not null default 'READY',
  is_wanted boolean not null default true,
  was_in_doubt boolean not null default false,
  attempt integer not null default 0,
  due_at timestamptz,
  worker text,
  output jsonb,
  code text,
  detail text,
  is_told boolean not null default false,
  created_at timestamptz not null,
  parked_at timestamptz,
  ended_at timestamptz,
  primary key (company_id, chain_id, step_no, run, is_undoing),
  constraint state_is_known check (
    state in ('READY', 'RUNNING', 'IN_DOUBT', 'PARKED', 'SUCCEEDED', 'FAILED', 'VOID')),
  constraint parked_has_a_time check ((state = 'PARKED') = (parked_at is not null)),
  constraint ended_has_a_time check ((state in ('SUCCEEDED', 'FAILED', 'VOID')) = (ended_at is not null)),
  constraint output_is_an_object check (jsonb_typeof(output) = 'object'),
  constraint what_ended_is_not_due check (ended_at is null or due_at is null)
) with (fillfactor = 70);
comment on table chain.tasks is
  'What handlers are to do, or did, outside: a row an effect, forward or the undoing of it.';
comment on column chain.tasks.company_id is 'The chain''s company.';
comment on column chain.tasks.chain_id is 'The chain.';
comment on column chain.tasks.step_no is 'The step.';
comment on column chain.tasks.run is 'The step''s run.';
comment on column chain.tasks.is_undoing is 'Whether it undoes what the step''s other task did.';
comment on column chain.tasks.id is
  'UUIDv7: the idempotency key that the outside is given, the same for every attempt.';
comment on column chain.tasks.handler is 'Who is to do it.';
comment on column chain.tasks.request is 'What.';
comment on column chain.tasks.effect is 'The step''s: none and retriable may be done twice.';
comment on column chain.tasks.epoch is 'The chain''s when it was asked for.';
comment on column chain.tasks.priority is 'The chain''s.';
comment on column chain.tasks.retry is 'The step''s.';
comment on column chain.tasks.state is
  'READY, RUNNING, IN_DOUBT (it is asked whether it was done), PARKED (for an operator), SUCCEEDED, FAILED, '
  'or VOID: it never began, and never will.';
comment on column chain.tasks.is_wanted is 'False once it is to be undone: it may be asked about, not run.';
comment on column chain.tasks.was_in_doubt is
  'Whether an attempt had no known end: it may still be under way, so what failed after it is undone too.';
comment on column chain.tasks.attempt is
  'How often it was claimed: what reports for an earlier attempt is late.';
comment on column chain.tasks.due_at is
  'When it may be claimed; of one that runs, the end of the lease; null where nobody may.';
comment on column chain.tasks.worker is 'Who claimed it last.';
comment on column chain.tasks.output is 'What the handler answered.';
comment on column chain.tasks.code is 'Why it failed or is in doubt: the handler''s code.';
comment on column chain.tasks.detail is 'The words for it.';
comment on column chain.tasks.is_told is
  'Whether its chain was gone on with since it ended or was PARKED.';
comment on column chain.tasks.created_at is 'When the step was ready.';
comment on column chain.tasks.parked_at is 'Since when it is PARKED.';
comment on column chain.tasks.ended_at is 'When it SUCCEEDED, FAILED or was VOID.';
-- Serves: claims. What has ended is not in it.
create index idx_tasks_due on chain.tasks (handler, (- priority), company_id, due_at)
  where due_at is not null;
-- Serves: whether anything of a handler's is due, and how many of its tasks run.
create index idx_tasks_by_state on chain.tasks (handler, state, due_at) where due_at is not null;
-- Serves: chains that are to hear what became of a task.
create index idx_tasks_untold on chain.tasks (company_id, chain_id)
  where not is_told and state in ('SUCCEEDED', 'FAILED', 'VOID', 'PARKED');

-- Serves: what waits for an operator.
create index idx_tasks_parked on chain.tasks (company_id, chain_id) where state = 'PARKED';

create sequence chain.wakes;
comment on sequence chain.wakes is
  'When workers were last told that there is something to do, in milliseconds: all see it before it commits.';

create table chain.late_effects (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  run integer not null,
  is_undoing boolean not null,
  attempt integer not null,
  worker text not null,
  report jsonb not null,
  received_at timestamptz not null,
  primary key (company_id, chain_id, step_no, run, is_undoing, attempt, worker, received_at)
);
comment on table chain.late_effects is
  'What was reported by who no longer had the task: kept and shown; the chain''s state is as it was.';
comment on column chain.late_effects.company_id is 'The chain''s company.';
comment on column chain.late_effects.chain_id is 'The chain.';
comment on column chain.late_effects.step_no is 'The step.';
comment on column chain.late_effects.run is 'The step''s run.';
comment on column chain.late_effects.is_undoing is 'Whether it was the undoing.';
comment on column chain.late_effects.attempt is 'The attempt that it was reported for.';
comment on column chain.late_effects.worker is 'Who reported it.';
comment on column chain.late_effects.report is 'What: {"outcome", "output"?, "code"?, "detail"?}.';
comment on column chain.late_effects.received_at is 'When.';

create table chain.policies (
  company_id uuid primary key references ledger.companies (id),
  second_person boolean not null default false
);
comment on table chain.policies is
  'How companies would have their chains operated; without a row, by the defaults.';
comment on column chain.policies.company_id is 'The company.';
comment on column chain.policies.second_person is
  'Whether what one person resolves by hand takes effect only when another says the same.';

create table chain.resolutions (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  step_no integer not null,
  run integer not null,
  what text not null,
  outcome text not null,
  output jsonb not null default '{}',
  reason text,
  principal_id uuid not null,
  is_effective boolean not null,
  created_at timestamptz not null,
  primary key (company_id, chain_id, seq),
  constraint what_is_known check (what in ('in_doubt', 'undoing', 'out_of_attempts', 'late_effect')),
  constraint outcome_is_known check (outcome in ('retried', 'succeeded', 'failed', 'noted')),
  constraint output_is_an_object check (jsonb_typeof(output) = 'object'),
  constraint resolution_has_a_reason check (outcome = 'retried' or (reason ~ '\S') is true)
);
comment on table chain.resolutions is
  'What people did about parked work, append-only: of each matter, the last row is how it stands.';
comment on column chain.resolutions.company_id is 'The chain''s company.';
comment on column chain.resolutions.chain_id is 'The chain.';
comment on column chain.resolutions.seq is 'From 1 without a gap, in the chain.';
comment on column chain.resolutions.step_no is 'The step.';
comment on column chain.resolutions.run is 'The step''s run.';
comment on column chain.resolutions.what is 'What was parked: as chain.parked has it.';
comment on column chain.resolutions.outcome is
  'retried: it was to be tried once more; succeeded or failed: what became of it; noted: of a late effect, '
  'that it was seen to.';
comment on column chain.resolutions.output is 'What it answered, for later steps.';
comment on column chain.resolutions.reason is 'Why, in words; a retry needs none.';
comment on column chain.resolutions.principal_id is 'Who said so.';
comment on column chain.resolutions.is_effective is
  'Whether it took effect; else it is a proposal, until a second person says the same.';
comment on column chain.resolutions.created_at is 'When.';

create table chain.definitions (
  company_id uuid not null,
  name text not null,
  version integer not null,
  body jsonb not null,
  input_schema jsonb not null default '{}',
  principal_id uuid not null,
  created_at timestamptz not null,
  primary key (company_id, name, version),
  constraint name_is_a_word check (name ~ '^[a-z][a-z0-9_.-]{0,99}$'),
  constraint version_counts_from_one check (version > 0),
  constraint body_is_an_object check (jsonb_typeof(body) = 'object')
);
comment on table chain.definitions is
  'Chains to be started by name. A version never changes: a chain keeps the one it started with.';
comment on column chain.definitions.company_id is
  'The company whose chains it defines; access.installation() for everybody''s.';
comment on column chain.definitions.name is 'Its name.';
comment on column chain.definitions.version is 'From 1.';
comment on column chain.definitions.body is 'As chain.submit takes it, with {"$ref": "$.input.…"} in it.';
comment on column chain.definitions.input_schema is
  'The fields of the input, as ledger.require_body takes them.';
comment on column chain.definitions.principal_id is 'Who wrote it.';
comment on column chain.definitions.created_at is 'When.';

create table chain.chains (
  company_id uuid not null,
  id uuid not null,
  state text not null default 'CREATED',
  definition text,
  definition_version integer,
  input jsonb not null default '{}',
  settlement text not null default 'net',
  on_failure text not null default 'rollback',
  priority integer not null default 0,
  deadline timestamptz,
  companies uuid[],
  principal_id uuid not null,
  request_id uuid,
  metadata jsonb not null default '{}',
  epoch integer not null default 1,
  version integer not null default 0,
  due_at timestamptz,
  waiting_on text,
  failure jsonb,
  transaction_id uuid,
  last_seq integer not null default 0,
  last_hash bytea not null default '',
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (company_id, id),
  constraint state_is_known check (
    state in ('CREATED', 'VALIDATED', 'EXECUTING', 'COMPLETED', 'FAILED', 'ROLLING_BACK', 'ROLLED_BACK')),
  constraint settlement_is_net_or_gross check (settlement in ('net', 'gross')),
  constraint on_failure_is_rollback_or_hold check (on_failure in ('rollback', 'hold')),
  constraint ended_has_a_time check ((state in ('COMPLETED', 'ROLLED_BACK')) = (ended_at is not null)),
  constraint what_ended_is_not_due check (ended_at is null or due_at is null)
) with (fillfactor = 70);
comment on table chain.chains is
  'Chained transaction events: all of a chain''s steps have their effect, or none has. Its row is its lock.';
comment on column chain.chains.company_id is
  'The company that asked: the hub of lines that cross companies.';
comment on column chain.chains.id is 'UUIDv7.';
comment on column chain.chains.state is
  'CREATED, VALIDATED, EXECUTING, COMPLETED, FAILED, ROLLING_BACK or ROLLED_BACK.';
comment on column chain.chains.definition is
  'The definition that it was started from; null for one of its own.';
comment on column chain.chains.definition_version is 'The version of it.';
comment on column chain.chains.input is 'What the client gave; {"$ref": "$.input.…"} reads it.';
comment on column chain.chains.settlement is 'net posts a line per account, gross each transfer.';
comment on column chain.chains.on_failure is
  'rollback undoes at once; hold waits in FAILED for resume, rollback or the deadline.';
comment on column chain.chains.priority is 'Chains that are due go in this order, the largest first.';
comment on column chain.chains.deadline is 'From then on it fails, unless it has ended.';
comment on column chain.chains.companies is 'The companies whose accounts its steps may name; null for all.';
comment on column chain.chains.principal_id is 'Who asked for it.';
comment on column chain.chains.request_id is 'The request, for tracing.';
comment on column chain.chains.metadata is 'The client''s; never read as an instruction.';
comment on column chain.chains.epoch is
  'Raised by each rollback, of a part too, and by each resume. Handlers are told it: of two calls for one '
  'step the later has the say.';
comment on column chain.chains.version is 'Counts its events in the outbox.';
comment on column chain.chains.due_at is 'When there is something to do that nobody will ask for.';
comment on column chain.chains.waiting_on is 'What it waits for, for people; null where it need not wait.';
comment on column chain.chains.failure is 'Why it failed: {"step", "code", "detail"}.';
comment on column chain.chains.transaction_id is 'The transaction_id of its settlement in the journal.';
comment on column chain.chains.last_seq is 'The seq of its last event.';
comment on column chain.chains.last_hash is 'The hash of its last event.';
comment on column chain.chains.created_at is 'When it was asked for.';
comment on column chain.chains.ended_at is 'When it was COMPLETED or ROLLED_BACK.';
-- Serves: look-ups without the company.
create index idx_chains_id on chain.chains (id);
-- Serves: chains that are due, whoever's.
create index idx_chains_due_at on chain.chains (due_at) where due_at is not null;
-- Serves: a company's chains that have not ended.
create index idx_chains_live on chain.chains (company_id, id) where ended_at is null;
-- Serves: a company's chains of a definition.
create index idx_chains_definition on chain.chains (company_id, definition, id) where definition is not null;

create table chain.steps (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  name text not null,
  kind text not null,
  group_name text,
  state text not null default 'PENDING',
  effect text not null,
  depends_on integer[] not null default '{}',
  wave integer not null,
  condition text,
  params jsonb not null,
  accounts uuid[] not null default '{}',
  compensation jsonb,
  retry jsonb not null default '{}',
  timeout interval,
  is_checkpoint boolean not null default false,
  run integer not null default 1,
  attempt integer not null default 0,
  due_at timestamptz,
  waiting_on text,
  output jsonb,
  transaction_id uuid,
  gave_up jsonb,
  code text,
  detail text,
  done_seq integer,
  primary key (company_id, chain_id, step_no),
  foreign key (company_id, chain_id) references chain.chains (company_id, id),
  constraint name_is_unique_in_the_chain unique (company_id, chain_id, name),
  constraint state_is_known check (
    state in ('PENDING', 'READY', 'RUNNING', 'WAITING', 'IN_DOUBT', 'SUCCEEDED', 'FAILED', 'SKIPPED',
      'COMPENSATING', 'COMPENSATED', 'COMPENSATION_FAILED')),
  constraint effect_is_known check (effect in ('none', 'compensatable', 'pivot', 'retriable'))
) with (fillfactor = 70);
comment on table chain.steps is 'The nodes of a chain''s graph, in an order in which they can run.';
comment on column chain.steps.company_id is 'The chain''s company.';
comment on column chain.steps.chain_id is 'The chain.';
comment on column chain.steps.step_no is 'From 1: after all that it depends on.';
comment on column chain.steps.name is 'As the definition names it.';
comment on column chain.steps.kind is 'A kind of chain.step_kinds.';
comment on column chain.steps.group_name is
  'The group of steps that it is in, which do not wait for each other.';
comment on column chain.steps.state is
  'PENDING, READY, RUNNING, WAITING, IN_DOUBT, SUCCEEDED, FAILED, SKIPPED, COMPENSATING, COMPENSATED '
  'or COMPENSATION_FAILED.';
comment on column chain.steps.effect is
  'none; compensatable: can be undone; pivot: cannot; retriable: goes forward only, after a pivot.';
comment on column chain.steps.depends_on is 'The step_no of those that must have ended before.';
comment on column chain.steps.wave is 'Steps of one wave can run side by side.';
comment on column chain.steps.condition is
  'SQL/JSON path predicate over the context; where false it is skipped.';
comment on column chain.steps.params is
  'Its parameters; {"$ref": "$.steps.…"} takes a value from an earlier one.';
comment on column chain.steps.accounts is 'The accounts that its parameters name, as far as they are known.';
comment on column chain.steps.compensation is
  'A step, {"kind", "params"}, that undoes what the engine cannot.';
comment on column chain.steps.retry is
  '{"max_attempts", "initial", "factor", "max", "non_retryable": [code…]}, times in seconds.';
comment on column chain.steps.timeout is 'How long it may wait.';
comment on column chain.steps.is_checkpoint is 'Whether a failed chain can resume after it.';
comment on column chain.steps.run is 'From 1; a resume that runs it anew raises it.';
comment on column chain.steps.attempt is 'How often it was tried in this run.';
comment on column chain.steps.due_at is 'When it goes on by itself, or gives up.';
comment on column chain.steps.waiting_on is
  'What it waits for: signal:NAME, approval, review, time, retry, operator.';
comment on column chain.steps.output is 'What it answered; later steps read it as $.steps.NAME.';
comment on column chain.steps.transaction_id is
  'What it posted at once; null where its money moves at settlement.';
comment on column chain.steps.gave_up is
  'What it took of liens of the chain: undone, they are placed anew.';
comment on column chain.steps.code is 'SQLSTATE of why it failed.';
comment on column chain.steps.detail is 'The words for it.';
comment on column chain.steps.done_seq is
  'The event of its success: the order of effects, and of their undoing.';

create table chain.positions (
  company_id uuid not null,
  account_id uuid not null,
  chain_id uuid not null,
  liened numeric not null default 0,
  deferred_in numeric not null default 0,
  deferred_out numeric not null default 0,
  reserved numeric not null
    generated always as (greatest(0, deferred_out - liened - deferred_in)) stored,
  primary key (company_id, account_id, chain_id),
  constraint sums_are_not_negative check (
    liened >= 0 and liened < 'Infinity' and deferred_in >= 0 and deferred_in < 'Infinity'
    and deferred_out >= 0 and deferred_out < 'Infinity')
);
comment on table chain.positions is
  'What a chain counts on at an account. Gone when the chain has ended: no reservation outlives it.';
comment on column chain.positions.company_id is 'The account''s company.';
comment on column chain.positions.account_id is 'The account.';
comment on column chain.positions.chain_id is 'The chain.';
comment on column chain.positions.liened is 'L: active liens of the chain in favour of the account.';
comment on column chain.positions.deferred_in is 'I: what transfers of the chain will bring at settlement.';
comment on column chain.positions.deferred_out is 'O: what they will take.';
comment on column chain.positions.reserved is
  'R: what the account''s own funds must cover of that; part of held of its balance.';
-- Serves: the accounts of a chain.
create index idx_positions_chain_id on chain.positions (chain_id);

create table chain.deferred_transfers (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  run integer not null,
  line_no integer not null,
  account_company_id uuid not null,
  account_id uuid not null,
  currency text not null,
  debit_amount ledger.amount not null,
  credit_amount ledger.amount not null,
  description text,
  reverses_transaction_id uuid,
  state text not null default 'pending',
  primary key (company_id, chain_id, step_no, run, line_no),
  constraint state_is_known check (state in ('pending', 'settled', 'dropped')),
  constraint line_is_either_debit_or_credit check (
    debit_amount >= 0 and credit_amount >= 0 and (debit_amount = 0) <> (credit_amount = 0))
) with (fillfactor = 70);
comment on table chain.deferred_transfers is
  'What steps move at settlement, a row a line; the gross of a settlement that posts the net.';
comment on column chain.deferred_transfers.company_id is 'The chain''s company.';
comment on column chain.deferred_transfers.chain_id is 'The chain.';
comment on column chain.deferred_transfers.step_no is 'The step.';
comment on column chain.deferred_transfers.run is 'The step''s run.';
comment on column chain.deferred_transfers.line_no is 'From 1.';
comment on column chain.deferred_transfers.account_company_id is 'The account''s company.';
comment on column chain.deferred_transfers.account_id is 'The account.';
comment on column chain.deferred_transfers.currency is 'The account''s currency.';
comment on column chain.deferred_transfers.debit_amount is 'Zero on a credit line.';
comment on column chain.deferred_transfers.credit_amount is 'Zero on a debit line.';
comment on column chain.deferred_transfers.description is 'What it is for.';
comment on column chain.deferred_transfers.reverses_transaction_id is
  'The transaction that it undoes: settled by entries of its own that say so.';
comment on column chain.deferred_transfers.state is 'pending, settled or dropped.';

create table chain.checkpoints (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  step_no integer not null,
  run integer not null,
  created_at timestamptz not null,
  primary key (company_id, chain_id, seq),
  foreign key (company_id, chain_id) references chain.chains (company_id, id)
);
comment on table chain.checkpoints is 'Where a failed chain can go on: what was done by then stays done.';
comment on column chain.checkpoints.company_id is 'The chain''s company.';
comment on column chain.checkpoints.chain_id is 'The chain.';
comment on column chain.checkpoints.seq is 'The event of the step''s success.';
comment on column chain.checkpoints.step_no is 'The step after which it stands.';
comment on column chain.checkpoints.run is 'The step''s run.';
comment on column chain.checkpoints.created_at is 'When it was passed.';

create table chain.signals (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  name text not null,
  run integer not null,
  is_undoing boolean not null,
  principal_id uuid not null,
  kind text not null,
  companies uuid[] not null,
  payload jsonb not null default '{}',
  received_at timestamptz not null,
  primary key (company_id, chain_id, seq),
  foreign key (company_id, chain_id) references chain.chains (company_id, id),
  constraint kind_is_known check (kind in ('signal', 'approval', 'rejection'))
);
comment on table chain.signals is
  'What chains were told from outside, the answer to a callback or an approval; kept when it comes early.';
comment on column chain.signals.company_id is 'The chain''s company.';
comment on column chain.signals.chain_id is 'The chain.';
comment on column chain.signals.seq is 'The event that tells of it.';
comment on column chain.signals.name is 'The callback''s signal, or the approval''s step.';
comment on column chain.signals.run is 'The run of the step that it is for.';
comment on column chain.signals.is_undoing is 'Whether it answers the undoing of the step.';
comment on column chain.signals.principal_id is 'Who told it.';
comment on column chain.signals.kind is 'signal, approval or rejection.';
comment on column chain.signals.companies is
  'Whose review it decides: of the companies whose risk rules held the step when it came, those that who '
  'told it could speak for.';
comment on column chain.signals.payload is 'What was told; the output of the step.';
comment on column chain.signals.received_at is 'When.';

create table chain.risk_measures (
  measure text primary key,
  run_schema text not null default 'chain',
  run_function text not null,
  unit text not null,
  has_window boolean not null default false,
  needs_account boolean not null default false,
  constraint unit_is_known check (unit in ('amount', 'count', 'seconds'))
);
comment on table chain.risk_measures is
  'What a risk rule can look at: a row and a function a measure. Measures of your own stand in a schema of '
  'your own.';
comment on column chain.risk_measures.measure is 'As a rule names it.';
comment on column chain.risk_measures.run_schema is 'Where its function is.';
comment on column chain.risk_measures.run_function is
  'Takes a chain.risk_call, returns what it measures, or null where that act does not concern it.';
comment on column chain.risk_measures.unit is
  'What a threshold is of: an amount of the rule''s currency, a count, or seconds.';
comment on column chain.risk_measures.has_window is 'Whether its rules say over how long they look.';
comment on column chain.risk_measures.needs_account is 'Whether its rules are of one account each.';

insert into chain.risk_measures (measure, run_function, unit, has_window, needs_account) values
  ('largest_lien', 'measure_largest_lien', 'amount', false, false),
  ('chain_exposure', 'measure_chain_exposure', 'amount', false, false),
  ('account_exposure', 'measure_account_exposure', 'amount', false, false),
  ('unbacked_exposure', 'measure_unbacked_exposure', 'amount', false, false),
  ('velocity_count', 'measure_velocity_count', 'count', true, false),
  ('velocity_amount', 'measure_velocity_amount', 'amount', true, false),
  ('lien_age', 'measure_lien_age', 'seconds', false, false),
  ('blocked_account', 'measure_blocked_account', 'amount', false, true);

create table chain.risk_rules (
  company_id uuid not null references ledger.companies (id),
  name text not null,
  version integer not null,
  measure text not null references chain.risk_measures (measure),
  threshold numeric not null,
  window_length interval,
  currency text references ledger.currencies (code),
  account_id uuid,
  action text not null,
  principal_id uuid not null,
  created_at timestamptz not null,
  primary key (company_id, name, version),
  foreign key (company_id, account_id) references ledger.accounts (company_id, id),
  constraint name_is_a_word check (name ~ '^[a-z][a-z0-9_.-]{0,99}$'),
  constraint version_counts_from_one check (version > 0),
  constraint threshold_is_a_number check (threshold >= 0 and threshold < 'Infinity'),
  constraint window_is_a_time check (window_length > interval '0'),
  constraint action_is_known check (action in ('deny', 'review', 'off'))
);
comment on table chain.risk_rules is
  'What is denied on a company''s accounts inside chains, or waits for an approval. A version never changes; '
  'the newest of a name counts.';
comment on column chain.risk_rules.company_id is
  'The company whose accounts it is for, whosever the chain is.';
comment on column chain.risk_rules.name is 'Its name.';
comment on column chain.risk_rules.version is 'From 1.';
comment on column chain.risk_rules.measure is
  'What it looks at, of chain.risk_measures; the same in all versions.';
comment on column chain.risk_rules.threshold is 'What is measured may be as much as that, and no more.';
comment on column chain.risk_rules.window_length is
  'Over how long it looks; null where its measure has no window.';
comment on column chain.risk_rules.currency is 'The accounts that it is for, by currency; null for any.';
comment on column chain.risk_rules.account_id is
  'The one account that it is for; null for all of the company.';
comment on column chain.risk_rules.action is
  'What becomes of an act that is above: deny refuses it, review holds it until somebody approves; off is '
  'no rule now.';
comment on column chain.risk_rules.principal_id is 'Who set it.';
comment on column chain.risk_rules.created_at is 'When.';

-- No foreign key to the rule, which is never changed or deleted: all chains at once would lock its one row.
create table chain.risk_assessments (
  company_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  rule text not null,
  rule_version integer not null,
  chain_id uuid not null,
  step text,
  run integer,
  amount numeric not null,
  brought numeric not null,
  moved numeric not null,
  measured numeric not null,
  decision text not null,
  outcome text not null,
  seq integer not null,
  actor uuid not null,
  assessed_at timestamptz not null,
  primary key (company_id, id),
  constraint decision_is_known check (decision in ('allow', 'approved', 'review', 'deny')),
  constraint outcome_is_known check (outcome in ('passed', 'held', 'refused'))
);
comment on table chain.risk_assessments is
  'What each risk rule said of each act of a chain on an account; append-only, whatever became of the chain.';
comment on column chain.risk_assessments.company_id is 'The account''s company, whose rule it is.';
comment on column chain.risk_assessments.id is 'UUIDv7.';
comment on column chain.risk_assessments.account_id is 'The account.';
comment on column chain.risk_assessments.rule is 'The rule.';
comment on column chain.risk_assessments.rule_version is 'Its version.';
comment on column chain.risk_assessments.chain_id is 'The chain.';
comment on column chain.risk_assessments.step is 'The step; null for a lien that was added to the chain.';
comment on column chain.risk_assessments.run is 'The step''s run.';
comment on column chain.risk_assessments.amount is 'What the act takes of the account, or holds on it.';
comment on column chain.risk_assessments.brought is 'What it brings to it, or holds in its favour.';
comment on column chain.risk_assessments.moved is
  'What it moves on it, a lien''s capture too, or holds.';
comment on column chain.risk_assessments.measured is 'What the rule measured, the act included.';
comment on column chain.risk_assessments.decision is
  'What the rule said: allow, approved (above, and somebody approved), review or deny.';
comment on column chain.risk_assessments.outcome is
  'What became of the act by all rules together: passed, held for review, or refused.';
comment on column chain.risk_assessments.seq is
  'The last event of the chain before it: an approval that came later is of what was held.';
comment on column chain.risk_assessments.actor is 'The principal in whose name the chain went on.';
comment on column chain.risk_assessments.assessed_at is 'When.';
-- Serves: what a rule let pass on an account within its window.
create index idx_risk_assessments_passed
  on chain.risk_assessments (company_id, account_id, rule, assessed_at) include (amount)
  where outcome = 'passed';
-- Serves: the assessments of a chain, the oldest first; what of it is held for review.
create index idx_risk_assessments_chain_id on chain.risk_assessments (chain_id, id);

create table chain.events (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  type text not null,
  step text,
  payload jsonb not null,
  actor uuid not null,
  occurred_at timestamptz not null,
  prev_hash bytea not null,
  hash bytea not null,
  xid bigint not null default (pg_catalog.pg_current_xact_id()::text)::bigint,
  primary key (company_id, chain_id, seq),
  constraint hash_is_sha256 check (length(hash) = 32)
);
comment on table chain.events is
  'What happened to chains, append-only; each event''s hash covers the one before it.';
comment on column chain.events.company_id is 'The chain''s company.';
comment on column chain.events.chain_id is 'The chain.';
comment on column chain.events.seq is 'From 1 without a gap.';
comment on column chain.events.type is
  'chain.STATE, step.STATE, in small letters; transaction.reversed, signal.received, lien.changed, '
  'deadline.changed, resolution.made.';
comment on column chain.events.step is 'The step; null where it concerns the chain.';
comment on column chain.events.payload is 'Amounts and times as strings.';
comment on column chain.events.actor is 'The principal.';
comment on column chain.events.occurred_at is 'When.';
comment on column chain.events.prev_hash is 'The hash of the event before; empty for the first.';
comment on column chain.events.hash is 'sha256, of what chain.hash_event says.';
comment on column chain.events.xid is
  'The transaction that wrote it, an xid8 as a number: audit.seal looks by it for what is new.';
-- Serves: what audit.seal has not seen yet; see the journal's.
create index idx_events_xid on chain.events using brin (xid) with (autosummarize = on);

create type chain.account as (
  company_id uuid,
  id uuid,
  currency text,
  exponent integer,
  normal_side text,
  floor numeric,
  status text,
  purpose text,
  available numeric,
  liened numeric,
  deferred_in numeric,
  deferred_out numeric,
  is_assessed boolean
);
comment on type chain.account is
  'An account as a chain sees it under the lock: what is available to everybody, the chain''s position, and '
  'whether its company has risk rules.';

create type chain.hold as (
  lien_id uuid,
  account_id uuid,
  beneficiary_id uuid,
  amount numeric
);
comment on type chain.hold is
  'A lien to be placed on an account in favour of another, or of itself (a guard); '
  'with a lien_id, what is given up of that one.';

create type chain.effect as (
  outcome text,
  code text,
  detail text,
  output jsonb,
  lines ledger.line[],
  is_immediate boolean,
  is_guarded boolean,
  holds chain.hold[],
  due_at timestamptz,
  waiting_on text,
  reverses_transaction_id uuid
);
comment on type chain.effect is
  'What a step would do: done, with lines to move at settlement or at once and liens to place or to give up; '
  'waiting, for what and until when; busy: what it needs is locked, it is asked again; or refused, with the '
  'SQLSTATE and the words.';

create type chain.call as (
  step chain.steps,
  params jsonb,
  accounts chain.account[],
  liens ledger.liens[],
  signals chain.signals[],
  called_at timestamptz,
  epoch integer,
  priority integer,
  is_undoing boolean
);
comment on type chain.call is
  'What a step is run with: itself, its parameters with all references resolved, the accounts that they '
  'name, the chain''s active liens, what it was told, the time, the chain''s epoch and priority, and whether '
  'it undoes what the step did.';

create type chain.claim as (
  company_id uuid,
  chain_id uuid,
  step_no integer,
  run integer,
  is_undoing boolean,
  attempt integer,
  id uuid,
  undoes uuid,
  epoch integer,
  handler text,
  step text,
  request jsonb,
  output jsonb,
  must_ask boolean,
  may_run boolean,
  lease_until timestamptz
);
comment on type chain.claim is
  'A task that a worker has until lease_until: must_ask, whether it was done before, and then, if it was not '
  'and may_run, it is done. Of an undoing, undoes is the step''s own task, and output what that answered.';

create type chain.risk_call as (
  rule chain.risk_rules,
  chain_id uuid,
  before chain.account,
  after chain.account,
  amount numeric,
  brought numeric,
  moved numeric,
  largest_lien numeric,
  exposure_before numeric,
  exposure numeric,
  oldest_lien_at timestamptz,
  called_at timestamptz
);
comment on type chain.risk_call is
  'What a risk measure looks at: a rule, one account before and after an act of a chain, what the act takes '
  'of it, brings to it and moves on it, and the chain''s exposure on it.';

create type chain.problem as (
  step text,
  code text,
  detail text,
  field text
);
comment on type chain.problem is 'A fault of a definition: the step that it is in (null: of the whole).';

create type chain.need as (
  nth integer,
  step text,
  name text,
  needed integer
);
comment on type chain.need is
  'What a step of a definition depends on, by name and by place in it; no place: there is no such step.';

create type chain.named_account as (
  step text,
  value text,
  account_id uuid
);
comment on type chain.named_account is
  'An account that a step names; account_id is null where what it says is no id.';

create type chain.event as (
  type text,
  step text,
  payload jsonb
);
comment on type chain.event is 'What happened, to be written to chain.events.';

create type chain.work as (
  chain chain.chains,
  steps chain.steps[],
  accounts chain.account[],
  liens ledger.liens[],
  transfers chain.deferred_transfers[],
  signals chain.signals[],
  entries ledger.entry[],
  lines ledger.line[],
  events chain.event[],
  actor uuid,
  locked_at timestamptz
);
comment on type chain.work is
  'A chain in memory, between load_work and save_work: all that is live of it, what it posts in this '
  'commit, and what happened; judged and changed there, written once.';

insert into audit.table_registry values
  ('chain.transitions', 'reference'),
  ('chain.step_kinds', 'reference'),
  ('chain.definitions', 'company'),
  ('chain.chains', 'company'),
  ('chain.steps', 'company'),
  ('chain.positions', 'company'),
  ('chain.deferred_transfers', 'company'),
  ('chain.checkpoints', 'company'),
  ('chain.signals', 'company'),
  ('chain.risk_measures', 'reference'),
  ('chain.risk_rules', 'company'),
  ('chain.risk_assessments', 'company'),
  ('chain.events', 'company'),
  ('chain.handlers', 'reference'),
  ('chain.tasks', 'company'),
  ('chain.late_effects', 'company'),
  ('chain.policies', 'company'),
  ('chain.resolutions', 'company');
