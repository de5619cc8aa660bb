-- Transactions in JSON, in the shapes of ledger.post, and what it takes to post them.

create function debit(p_account text, p_amount text, p_more jsonb default '{}')
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('account_id', account(p_account), 'debit_amount', p_amount) || p_more
$$;

create function credit(p_account text, p_amount text, p_more jsonb default '{}')
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('account_id', account(p_account), 'credit_amount', p_amount) || p_more
$$;

-- A transaction of the guide.
create function booking(variadic p_lines jsonb[])
  returns jsonb
  language sql
  immutable
as $$
  select jsonb_build_object('description', 'A test', 'lines', to_jsonb(p_lines))
$$;

create function entry(variadic p_lines jsonb[])
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('company_id', company(), 'description', 'A test', 'lines', to_jsonb(p_lines))
$$;

create function transaction(variadic p_entries jsonb[])
  returns jsonb
  language sql
  immutable
as $$
  select jsonb_build_object('entries', to_jsonb(p_entries))
$$;

-- Debits one account, credits another: cash to alice is her deposit, alice to bob is a payment.
create function transfer(p_from text, p_to text, p_amount text)
  returns jsonb
  language sql
  stable
as $$
  select transaction(entry(debit(p_from, p_amount), credit(p_to, p_amount)))
$$;

-- What ledger.post would say of a transaction: posted, or the code; nothing stays of it.
create function verdict(p_transaction jsonb)
  returns text
  language plpgsql
as $$
declare
  v_verdict text;
begin
  select coalesce(o.code, o.status) into strict v_verdict from ledger.post(p_transaction) o;
  raise exception using errcode = 'TAP00';
exception
  when sqlstate 'TAP00' then return v_verdict;
end
$$;

-- Posts one transaction, which must not be refused; gives its id.
create function book(p_transaction jsonb)
  returns uuid
  language plpgsql
as $$
declare
  v_outcome ledger.outcome;
begin
  select * into v_outcome from ledger.post(p_transaction);
  if v_outcome.status <> 'posted' then
    raise exception 'refused: %', v_outcome.errors;
  end if;
  return v_outcome.transaction_id;
end
$$;

-- Puts cash on an account.
create function fund(p_account text, p_amount text)
  returns uuid
  language sql
as $$
  select book(transfer('cash', p_account, p_amount))
$$;

-- Creates an atomic transaction of acme; gives its id.
create function create_atomic(variadic p_bookings jsonb[])
  returns uuid
  language sql
as $$
  select (ledger.create_atomic_transaction(company(), to_jsonb(p_bookings)) ->> 'atomic_transaction_id')::uuid
$$;

-- Places a lien on an account of acme; gives its id.
create function place(p_account text, p_amount numeric, p_expires_at timestamptz default null)
  returns uuid
  language sql
as $$
  select id from ledger.place_lien(company(), account(p_account), p_amount, p_expires_at => p_expires_at)
$$;
