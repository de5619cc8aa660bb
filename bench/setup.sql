-- What the bench needs beside the ledger: accounts to post to, the floor, and the raw inserts. Loaded into a database of its
-- own, never into one that is in use.

create schema bench;

create table bench.accounts (n integer primary key, id uuid not null);

insert into bench.accounts
select g.n, (ledger.create_account(
  (select c.id from ledger.create_company('BENCH', 'Bench', 'business') c), 'probe', 'Probe', 'asset', 'EUR')).id
from generate_series(0, 0) g (n);

insert into bench.accounts
select g.n, (ledger.create_account(
  ledger.company_id('BENCH'), 'a' || g.n, 'Account ' || g.n, 'liability', 'EUR', 'wallet', p_no_floor => true)).id
from generate_series(1, 1000) g (n);

-- The floor: the least that a two-account transfer in PL/pgSQL can do on these tables. No JSON, no checks, no events, no
-- floors, no liens: lock in order, write one entry and its two lines. Keys and triggers are the tables' own.
create function bench.transfer(p_company_id uuid, p_from uuid, p_to uuid, p_amount numeric)
  returns uuid
  language plpgsql
as $$
declare
  v_id uuid := ledger.new_id();
  v_now timestamptz;
  v_from ledger.balances;
  v_to ledger.balances;
begin
  perform from ledger.balances b
  where b.company_id = p_company_id and b.account_id in (p_from, p_to) order by b.account_id for update;
  select * into v_from from ledger.balances b where b.company_id = p_company_id and b.account_id = p_from;
  select * into v_to from ledger.balances b where b.company_id = p_company_id and b.account_id = p_to;
  v_now := greatest(clock_timestamp(), v_from.posted_at, v_to.posted_at);
  insert into ledger.journal_entries (
    company_id, id, transaction_id, principal_id, description, posted_at, effective_at, line_count)
  values (p_company_id, v_id, v_id, access.system_principal(), 'transfer', v_now, v_now, 2);
  insert into ledger.journal_lines (
    company_id, entry_id, line_no, account_id, currency, debit_amount, credit_amount, balance_after, account_version)
  values
    (p_company_id, v_id, 1, p_from, 'EUR', p_amount, 0, v_from.credits - v_from.debits - p_amount, v_from.version + 1),
    (p_company_id, v_id, 2, p_to, 'EUR', 0, p_amount, v_to.credits - v_to.debits + p_amount, v_to.version + 1);
  return v_id;
end
$$;

-- What a service does least: bench.baseline.
create function bench.answer(p_body jsonb)
  returns jsonb
  language sql
as $$
  select p_body
$$;

create unlogged table bench.raw_entries (like ledger.journal_entries);
-- Of the transaction that inserts them.
alter table bench.raw_entries drop column xid;
create unlogged table bench.raw_lines (like ledger.journal_lines);

-- Rows for bench.raw_insert: p_entries two-line entries between random accounts, as ledger.post would write them.
create function bench.prepare_raw(p_entries integer)
  returns void
  language plpgsql
as $$
declare
  v_company_id uuid := ledger.company_id('BENCH');
  v_now timestamptz := clock_timestamp();
begin
  truncate bench.raw_entries, bench.raw_lines;
  insert into bench.raw_entries (
    company_id, id, transaction_id, principal_id, description, posted_at, effective_at, line_count, metadata)
  select v_company_id, ledger.new_id(), ledger.new_id(), access.system_principal(), 'transfer', v_now, v_now, 2, '{}'
  from generate_series(1, p_entries);
  insert into bench.raw_lines
  select l.company_id, l.id, l.line_no, l.account_id, 'EUR', l.debit, l.credit, null,
         b.credits - b.debits + sum(l.credit - l.debit) over so_far, b.version + row_number() over so_far
  from (
    select e.company_id, e.id, s.line_no, (
             select a.id from bench.accounts a where a.n = 500 * (s.line_no - 1) + 1 + (e.nth * 7919) % 500) as account_id,
           s.debit, s.credit, e.nth
    from (select r.*, row_number() over () as nth from bench.raw_entries r) e
    cross join (values (1, 1.00, 0.00), (2, 0.00, 1.00)) s (line_no, debit, credit)
  ) l
  join ledger.balances b on b.company_id = l.company_id and b.account_id = l.account_id
  window so_far as (partition by l.account_id order by l.nth, l.line_no rows unbounded preceding);
end
$$;

-- The limit: as many rows as ledger.post writes to the journal, through the same keys and triggers, and nothing else.
create function bench.raw_insert()
  returns void
  language plpgsql
as $$
begin
  insert into ledger.journal_entries select * from bench.raw_entries;
  insert into ledger.journal_lines select * from bench.raw_lines;
end
$$;

-- An account with a million lines: 1,000 entries of 1,000 lines, each entry in and out of the same account.
create function bench.grow_account(p_account_id uuid, p_entries integer, p_lines integer)
  returns void
  language plpgsql
as $$
declare
  v_company_id uuid := ledger.company_id('BENCH');
  v_now timestamptz := clock_timestamp() - interval '1 day';
  v_base ledger.balances;
begin
  select * into v_base from ledger.balances b where b.company_id = v_company_id and b.account_id = p_account_id for update;
  truncate bench.raw_entries;
  insert into bench.raw_entries (
    company_id, id, transaction_id, principal_id, description, posted_at, effective_at, line_count, metadata)
  select v_company_id, ledger.new_id(), ledger.new_id(), access.system_principal(), 'in and out',
         v_now + e.nth * interval '1 millisecond', v_now, p_lines, '{}'
  from generate_series(1, p_entries) e (nth);
  for i in 1 .. p_entries loop
    insert into ledger.journal_entries select * from bench.raw_entries e order by e.posted_at offset i - 1 limit 1;
    insert into ledger.journal_lines
    select v_company_id, e.id, n.no, p_account_id, 'EUR', n.no % 2, 1 - n.no % 2, null,
           v_base.debits - v_base.credits + n.no % 2, v_base.version + (i - 1) * p_lines + n.no
    from (select r.id from bench.raw_entries r order by r.posted_at offset i - 1 limit 1) e, generate_series(1, p_lines) n (no);
  end loop;
end
$$;
