-- A lien that is added by itself cannot wait; a kind that did something itself has it undone while it waits.
select plan(6);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(chain_of(step('go', 'callback'))) as id;
select rule('largest_lien', 10, 'review');
select raises(
  $$select chain.add_lien(company(), id, lien('x', 'alice', 'bob', '11.00') -> 'params') from ids$$, 'SG051',
  'a review has no step to wait for it');
select lives_ok(
  $$select chain.add_lien(company(), id, lien('x', 'alice', 'bob', '10.00') -> 'params') from ids$$, 'a small one');
select rule('largest_lien', 5, 'deny');
select raises(
  $$select chain.add_lien(company(), id, lien('x', 'alice', 'bob', '6.00') -> 'params') from ids$$, 'SG050', 'denied');
select rule('chain_exposure', 5, 'review', p_account => 'alice');
select fund('alice', '20.00');
truncate ids;
insert into ids select start(chain_of(step('undo', 'reverse', jsonb_build_object('transaction_id', (
  select transaction_id from ledger.journal_entries order by id desc limit 1)))));
select is(waiting_on, 'undo: review', 'a reversal is held') from ids join chain.chains using (id);
select is_empty('select from ledger.reversals', 'and claims nothing meanwhile');
select is(judge(id, 'undo'), 'COMPLETED', 'until it is approved') from ids;
select * from finish();
