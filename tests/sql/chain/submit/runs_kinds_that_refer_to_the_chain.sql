-- Its row comes when all is done: a foreign key to it is deferred.
select plan(1);
select open_books();
create schema mine;
grant usage on schema mine to holdfast_owner;
create table mine.notes (
  company_id uuid,
  chain_id uuid,
  foreign key (company_id, chain_id) references chain.chains (company_id, id) deferrable initially deferred);
grant insert on mine.notes to holdfast_owner;
create function mine.run_note(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
begin
  insert into mine.notes values ((p_call.step).company_id, (p_call.step).chain_id);
  return chain.done();
end
$$;
insert into chain.step_kinds (kind, run_schema, run_function, effects, params)
values ('note', 'mine', 'run_note', '{none}', '{}');
select is(chain_state(start(chain_of(step('note', 'note')))), 'COMPLETED', 'and checked at the end');
select * from finish();
