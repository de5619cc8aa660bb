-- Companies and accounts to post on. An account is named by its code in the company acme, or as company/code.

create function company(p_code text default 'acme')
  returns uuid
  language sql
  stable
as $$
  select c.id from ledger.companies c where c.code = p_code
$$;

create function account(p_name text)
  returns uuid
  language sql
  stable
as $$
  select a.id
  from ledger.accounts a
  join ledger.companies c on c.id = a.company_id
  where c.code || '/' || a.code = case when p_name like '%/%' then p_name else 'acme/' || p_name end
$$;

create function new_account(p_code text, p_type text, p_currency text, p_company text default 'acme')
  returns uuid
  language sql
as $$
  select id from ledger.create_account(company(p_company), p_code, p_code, p_type, p_currency)
$$;

-- A company with accounts in four currencies; alice and bob are wallets, with a floor of 0.
create function open_books(p_company text default 'acme')
  returns setof text
  language plpgsql
as $$
begin
  perform ledger.create_company(p_company, p_company);
  perform new_account(a.code, a.type, a.currency, p_company)
  from (values
    ('cash', 'asset', 'EUR'), ('bank', 'asset', 'EUR'), ('sales', 'income', 'EUR'),
    ('dollars', 'asset', 'USD'), ('dollar_sales', 'income', 'USD'),
    ('yen', 'asset', 'JPY'), ('yen_sales', 'income', 'JPY'),
    ('dinars', 'asset', 'BHD'), ('dinar_sales', 'income', 'BHD')) a (code, type, currency);
  perform ledger.create_account(company(p_company), w.code, w.code, 'liability', 'EUR', 'wallet')
  from (values ('alice'), ('bob')) w (code);
end
$$;
