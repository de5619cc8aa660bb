create or replace function chain.is_seen_whole(p_chain_id uuid)
  returns boolean
  language sql
  stable
as $$
  select exists (select from chain.chains c where c.id = p_chain_id) and not exists (
    select from chain.steps s, unnest(s.accounts) i
    where s.chain_id = p_chain_id and not exists (select from ledger.accounts a where a.id = i))
$$;

comment on function chain.is_seen_whole(uuid) is
  'Whether whoever asks may see a chain and all accounts that its steps name: only then can it be judged.';
