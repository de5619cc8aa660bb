-- What acts as the owner sees every company: a reader may ask it which companies are its own, and whether all promises
-- hold and the evidence is whole, which names rows of its own companies only; the service goes through the doors, which ask for a credential.
select plan(1);
create function ledger.planted() returns void language sql security definer as '';
revoke execute on function ledger.planted from public;
grant execute on function ledger.planted to holdfast_reader;
select set_eq(
  $$select x.role || ' ' || f.name
    from our_functions f, unnest(array['holdfast_api', 'holdfast_reader']) x (role)
    where f.prosecdef and has_function_privilege(x.role, f.oid, 'execute')$$,
  array['holdfast_api audit.installed_migrations', 'holdfast_reader audit.installed_migrations',
    'holdfast_reader audit.verify_invariants', 'holdfast_reader audit.verify_evidence', 'holdfast_api audit.seal',
    'holdfast_api access.request', 'holdfast_api access.request_creations',
    'holdfast_api access.sweep_keys', 'holdfast_api chain.list_due', 'holdfast_api chain.advance_due',
    'holdfast_api chain.postpone',
    'holdfast_api chain.claim_steps', 'holdfast_api chain.complete_steps', 'holdfast_api chain.extend_leases',
    'holdfast_api chain.list_handlers', 'holdfast_api chain.count_tasks',
    'holdfast_api ledger.expire_liens', 'holdfast_api ledger.cross_company_volume',
    'holdfast_reader access.readable_companies', 'holdfast_reader ledger.planted'],
  'but for the planted one');
select * from finish();
