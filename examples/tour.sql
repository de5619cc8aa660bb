-- A tour of the ledger in SQL, for psql: `holdfast psql -q -f examples/tour.sql`. tour.sql.out is what it prints.

-- Two companies, and a few accounts. A wallet is a liability whose floor is 0.
select code, name, kind from ledger.create_company('NOVA', 'Nova Payments', 'business');
select code, name, kind from ledger.create_company('BOLT', 'Bolt Logistics', 'business');

select code, type, purpose, currency, normal_side, floor
from ledger.create_account(ledger.company_id('NOVA'), 'cash', 'Cash at bank', 'asset', 'EUR')
union all
select code, type, purpose, currency, normal_side, floor
from ledger.create_account(ledger.company_id('NOVA'), 'ada', 'Wallet of Ada', 'liability', 'EUR', 'wallet')
union all
select code, type, purpose, currency, normal_side, floor
from ledger.create_account(ledger.company_id('NOVA'), 'bo', 'Wallet of Bo', 'liability', 'EUR', 'wallet')
union all
select code, type, purpose, currency, normal_side, floor
from ledger.create_account(ledger.company_id('BOLT'), 'shop', 'Wallet of a shop', 'liability', 'EUR', 'wallet');

-- Post: Ada pays 100.00 in; then, in one call, she sends Bo 30.00 and tries to send him 90.00.
-- Each transaction is judged alone: the third is refused, and leaves no trace.
select position, status, code
from ledger.post(jsonb_build_array(
  jsonb_build_object('entries', jsonb_build_array(jsonb_build_object(
    'description', 'Ada tops up', 'lines', jsonb_build_array(
      jsonb_build_object('account_id', ledger.account_id(ledger.company_id('NOVA'), 'cash'), 'debit_amount', '100.00'),
      jsonb_build_object('account_id', ledger.account_id(ledger.company_id('NOVA'), 'ada'), 'credit_amount', '100.00'))))),
  jsonb_build_object('entries', jsonb_build_array(jsonb_build_object(
    'description', 'Ada to Bo', 'lines', jsonb_build_array(
      jsonb_build_object('account_id', ledger.account_id(ledger.company_id('NOVA'), 'ada'), 'debit_amount', '30.00'),
      jsonb_build_object('account_id', ledger.account_id(ledger.company_id('NOVA'), 'bo'), 'credit_amount', '30.00'))))),
  jsonb_build_object('entries', jsonb_build_array(jsonb_build_object(
    'description', 'Ada to Bo, too much', 'lines', jsonb_build_array(
      jsonb_build_object('account_id', ledger.account_id(ledger.company_id('NOVA'), 'ada'), 'debit_amount', '90.00'),
      jsonb_build_object('account_id', ledger.account_id(ledger.company_id('NOVA'), 'bo'), 'credit_amount', '90.00')))))));

-- Across companies: Ada pays a shop of Bolt's. Each company's books balance on their own; what Nova owes Bolt for it
-- stands on due-to and due-from accounts.
select r ->> 'status' as status, r ->> 'total_debit' as total_debit, r ->> 'message' as message
from ledger.create_atomic_transaction(
  ledger.company_id('NOVA'),
  jsonb_build_array(jsonb_build_object('description', 'Ada pays the shop', 'lines', jsonb_build_array(
    jsonb_build_object('account_id', ledger.account_id(ledger.company_id('NOVA'), 'ada'), 'debit_amount', '25.00'),
    jsonb_build_object('account_id', ledger.account_id(ledger.company_id('BOLT'), 'shop'), 'credit_amount', '25.00')))),
  p_group_name => 'Shop payments') r;

select code, type, posted, held, available, version
from ledger.account_balances
where company_id in (ledger.company_id('NOVA'), ledger.company_id('BOLT'))
order by company_id, code;

-- Roll it back: reversing entries in both companies. What was written stays.
select r ->> 'success' as success
from ledger.atomic_transactions t
cross join lateral ledger.rollback_atomic_transaction(t.company_id, t.id, 'ordered twice') r
where t.company_id = ledger.company_id('NOVA');

-- Hold 50.00 for a hotel, and capture 42.00 of it for the bill; the rest is free again.
select status, amount, captured, released
from ledger.place_lien(
  ledger.company_id('NOVA'), ledger.account_id(ledger.company_id('NOVA'), 'ada'), 50.00, 'hotel',
  clock_timestamp() + interval '1 day');

select code, posted, held, available
from ledger.account_balances
where company_id = ledger.company_id('NOVA') and code = 'ada';

select c.status, c.amount, c.captured, c.released
from ledger.liens l
cross join lateral ledger.capture_lien(
  l.company_id, l.id, 42.00, ledger.account_id(l.company_id, 'cash')) c
where l.company_id = ledger.company_id('NOVA') and l.reason = 'hotel';

-- Ada's history, newest first: every line, with the balance after it.
select account_version, description, debit_amount, credit_amount, balance_after
from ledger.account_history(ledger.company_id('NOVA'), ledger.account_id(ledger.company_id('NOVA'), 'ada'));

-- The books of both companies.
select c.code as company, t.currency, t.type, t.purpose, t.debits, t.credits, t.posted
from ledger.trial_balance t
join ledger.companies c on c.id = t.company_id
where c.code in ('NOVA', 'BOLT')
order by c.code, t.type, t.purpose;

-- What was told to the world, in the same commits.
select subject, count(*)
from relay.outbox
where company_id = ledger.company_id('NOVA')
group by subject
order by subject;

-- A chain with a step that is done elsewhere: the courier brings the parcel, then Ada pays Bo. `holdfast work` would have a
-- handler do it; here psql is the worker, claims the step, and says what became of it.
select handler, adapter
from chain.set_handler('nova.courier', 'psql', p_company_id => ledger.company_id('NOVA'));

select state, waiting_on
from chain.submit(ledger.company_id('NOVA'), jsonb_build_object('steps', jsonb_build_array(
  jsonb_build_object(
    'name', 'ship', 'kind', 'external', 'effect', 'compensatable',
    'params', jsonb_build_object('handler', 'nova.courier', 'request', jsonb_build_object('parcel', 7))),
  jsonb_build_object(
    'name', 'pay', 'kind', 'transfer', 'depends_on', jsonb_build_array('ship'),
    'params', jsonb_build_object(
      'from', ledger.account_id(ledger.company_id('NOVA'), 'ada'),
      'to', ledger.account_id(ledger.company_id('NOVA'), 'bo'), 'amount', '8.00')))));

select step, request, attempt, must_ask from chain.claim_steps('psql', array['nova.courier']);

select r.state
from chain.tasks t
cross join lateral chain.complete_steps('psql', jsonb_build_array(
  to_jsonb(t) || jsonb_build_object('outcome', 'succeeded', 'output', jsonb_build_object('signed_by', 'Bo')))) r
where t.worker = 'psql' and t.state = 'RUNNING';

select a.state
from chain.chains c
cross join lateral chain.advance(c.company_id, c.id) a
where c.company_id = ledger.company_id('NOVA');

-- Nothing is broken. `holdfast verify` asks the same.
select count(*) as broken_promises from audit.invariants;
