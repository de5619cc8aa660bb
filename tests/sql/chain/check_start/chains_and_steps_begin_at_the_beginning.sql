select plan(12);
select open_books();
select start(chain_of(step('wait', 'callback')));
select raises_for_all(
  $$insert into chain.chains (company_id, id, state, principal_id, created_at)
    values (company(), new_id(), 'EXECUTING', system_principal(), audit.clock())$$, 'SG060', 'a chain under way');
select raises_for_all(
  $$insert into chain.steps (company_id, chain_id, step_no, name, kind, state, effect, wave, params)
    select company_id, id, 9, 'more', 'callback', 'SUCCEEDED', 'none', 1, '{}' from chain.chains$$,
  'SG060', 'a step that is done');
select * from finish();
