-- Of a step that is undone, and of a kind reverse's transaction. As a superuser who switches the triggers off.
select plan(4);
select open_books();
select fund('alice', '100.00');
create temp table ids (nth integer, id uuid);
insert into ids select 1, start(chain_of(
  step('pay', 'transfer', jsonb_build_object(
    'from', account('alice'), 'to', account('bob'), 'amount', '3.00', 'timing', 'immediate')),
  step('go', 'callback')));
select chain.rollback(company(), id) from ids;
insert into ids select 2, start(chain_of(pay('pay', 'alice', 'bob', '5.00')));
insert into ids select 3, start(chain_of(step(
  'refund', 'reverse', jsonb_build_object('transaction_id', c.transaction_id))))
from chain.chains c join ids i on i.nth = 2 and c.id = i.id;
select results_eq(
  $$select i.nth, e.step, e.payload ->> 'reverses_transaction_id' is not null
    from ids i join chain.events e on e.chain_id = i.id where e.type = 'transaction.reversed' order by 1$$,
  $$values (1, 'pay', true), (3, null, true)$$, 'events tell of both');
select is_empty('select * from ids i, chain.verify(company(), i.id)', 'and all is well');
create function pg_temp.found_after_a_change()
  returns text[]
  language plpgsql
as $$
declare
  v_found text[];
begin
  begin
    alter table ledger.journal_lines disable trigger user;
    update ledger.journal_lines l set debit_amount = 4
    from ledger.journal_entries e
    where e.id = l.entry_id and e.reverses_entry_id is not null and l.debit_amount > 0;
    v_found := array(select i.nth || ': ' || v.fault from ids i, chain.verify(company(), i.id) v order by 1);
    raise exception using errcode = 'TAP00';
  exception when sqlstate 'TAP00' then return v_found;
  end;
end
$$;
select is(
  pg_temp.found_after_a_change(), array['1: the journal is not what it tells', '3: the journal is not what it tells'],
  'until somebody changes them');
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'the events tell the rows');
select * from finish();
