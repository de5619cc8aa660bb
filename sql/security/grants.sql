-- Who may execute and read what. Functions not listed are private: EXECUTE is taken from PUBLIC, and only the
-- owner's own functions call them. Writes go through functions alone: no role has a right to write a table.

-- What an earlier release granted, or somebody by mistake, is taken back first.
revoke all on all functions in schema ledger, chain, relay, access, audit
  from public, holdfast_api, holdfast_worker, holdfast_reader;
revoke all on all tables in schema ledger, chain, relay, access, audit
  from public, holdfast_api, holdfast_worker, holdfast_reader;
alter default privileges for role holdfast_owner revoke execute on functions from public;

grant usage on schema ledger, chain, relay, access, audit to holdfast_api, holdfast_worker, holdfast_reader;

grant execute on function audit.installed_migrations() to holdfast_api, holdfast_worker, holdfast_reader;

-- Whoever can look at the books can have all of them checked, by what they promise and what was sealed.
grant execute on function audit.verify_invariants(), audit.verify_evidence(bytea[])
  to holdfast_worker, holdfast_reader;

-- The service acts for whom it was given a credential, and for nobody else.
grant execute on function
  access.request(jsonb, text, uuid, jsonb, jsonb, text, uuid),
  access.request_creations(jsonb),
  ledger.cross_company_volume()
to holdfast_api;

grant execute on function
  access.sweep_keys(interval, integer),
  audit.seal(integer, boolean),
  ledger.expire_liens(integer),
  chain.list_due(integer),
  chain.advance_due(uuid, uuid),
  chain.postpone(uuid, uuid),
  chain.claim_steps(text, text[], integer, interval),
  chain.complete_steps(text, jsonb),
  chain.extend_leases(text, jsonb, interval),
  chain.list_handlers(),
  chain.count_tasks()
to holdfast_api, holdfast_worker;

-- Jobs act in the name that they give.
grant execute on function
  access.system_principal(),
  access.principal_id(text),
  audit.prove(uuid, uuid, integer),
  ledger.company_id(text),
  ledger.account_id(uuid, text),
  ledger.ensure_accounts(uuid, jsonb, uuid),
  ledger.compare_statement(uuid, uuid[], date[], numeric[]),
  ledger.differing_from_posted(uuid, jsonb),
  ledger.list_books(uuid),
  ledger.balance_at(uuid, uuid, timestamptz),
  ledger.account_history(uuid, uuid, timestamptz, timestamptz, bigint, integer),
  ledger.list_groups(uuid, integer, uuid),
  ledger.get_atomic_transaction(uuid, uuid, uuid[]),
  ledger.validate_atomic_transaction(jsonb, uuid, uuid[]),
  ledger.create_company(text, text, text, uuid),
  ledger.set_posting_limits(uuid, integer, numeric, boolean, boolean, boolean, boolean, uuid),
  ledger.create_account(uuid, text, text, text, text, text, text, text, numeric, boolean, uuid, jsonb, uuid),
  ledger.freeze_account(uuid, uuid, uuid),
  ledger.unfreeze_account(uuid, uuid, uuid),
  ledger.close_account(uuid, uuid, uuid),
  ledger.set_account_floor(uuid, uuid, numeric, uuid),
  ledger.close_group(uuid, uuid, uuid),
  ledger.post(jsonb, uuid, uuid),
  ledger.create_atomic_transaction(uuid, jsonb, jsonb, text, text, uuid, uuid),
  ledger.rollback_atomic_transaction(uuid, uuid, text, uuid, uuid, uuid[]),
  ledger.place_lien(uuid, uuid, numeric, text, timestamptz, jsonb, uuid),
  ledger.capture_lien(uuid, uuid, numeric, uuid, boolean, uuid, uuid),
  ledger.release_lien(uuid, uuid, numeric, uuid),
  ledger.extend_lien(uuid, uuid, timestamptz, uuid),
  chain.define(uuid, text, jsonb, jsonb, uuid),
  chain.set_risk_rule(uuid, text, text, numeric, text, text, interval, uuid, uuid),
  chain.list_risk_rules(uuid, text, integer),
  chain.list_risk_assessments(uuid, uuid[], uuid, integer),
  chain.plan(uuid, jsonb, uuid[]),
  chain.validate_chain(uuid, jsonb, uuid[]),
  chain.submit(uuid, jsonb, uuid, uuid, uuid[]),
  chain.advance(uuid, uuid, uuid),
  chain.signal(uuid, uuid, text, jsonb, text, uuid),
  chain.plan_rollback(uuid, uuid, text[]),
  chain.rollback(uuid, uuid, text[], text, uuid),
  chain.resume(uuid, uuid, uuid),
  chain.extend_deadline(uuid, uuid, timestamptz, uuid),
  chain.set_policy(uuid, boolean, uuid),
  chain.list_parked(uuid[], text, integer),
  chain.list_tasks(uuid, uuid),
  chain.retry_step(uuid, uuid, text, uuid),
  chain.resolve_step(uuid, uuid, text, text, text, jsonb, uuid),
  chain.add_lien(uuid, uuid, jsonb, uuid),
  chain.release_chain_lien(uuid, uuid, uuid, numeric, uuid),
  chain.virtual_balance(uuid, uuid, uuid),
  chain.list_chains(uuid[], text, text, uuid, integer),
  chain.get_chain(uuid, uuid[]),
  chain.verify(uuid, uuid),
  chain.replay(uuid, uuid)
to holdfast_worker;

-- Views run with their reader's rights, so a reader also needs the tables below them, of which row-level
-- security shows the rows of its companies, and the functions in them. Functions that act as the owner see
-- every company's: a reader may execute none of them but the one that says which are its own, and those that
-- check all books, which name places in its own alone.
grant select on all tables in schema ledger, chain, relay, audit to holdfast_reader;
revoke select on chain.handlers from holdfast_reader;
grant execute on function
  access.readable_companies(),
  audit.clock(),
  ledger.posted(text, numeric, numeric),
  ledger.entries_of(uuid, uuid),
  ledger.still_held(uuid, uuid, numeric, timestamptz, timestamptz),
  ledger.expired_holds(uuid, uuid, timestamptz),
  ledger.intercompany_account_id(uuid, uuid, text, text),
  chain.virtual_balance_of(uuid, uuid, uuid),
  chain.is_seen_whole(uuid)
to holdfast_reader;
