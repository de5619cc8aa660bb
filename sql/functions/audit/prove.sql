-- The proof that a journal entry (p_seq 0), or an event of a chain, is in a block: null where it is in
-- none.
--
--   {"block_no", "sealed_at", "root", "leaf", "path": [{"side": "left" or "right", "hash"}]}
--
-- leaf is the row's text as it is now; hashed, and with each hash of the path on its side, it gives root.
-- Where it does not, the row was changed since. docs/operations.md has the few lines that check it.

create or replace function audit.prove(p_company_id uuid, p_id uuid, p_seq integer default 0)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_leaf audit.seal_leaves;
  v_seal audit.seals;
  v_text text;
begin
  select l.* into v_leaf
  from audit.seal_leaves l
  where l.company_id = p_company_id and l.subject_id = p_id and l.seq = p_seq;
  select s.* into v_seal from audit.seals s where s.block_no = v_leaf.block_no;
  if v_seal.block_no is null then
    return null;
  elsif p_seq = 0 then
    select audit.entry_text(e) into v_text
    from ledger.journal_entries e
    where e.company_id = p_company_id and e.id = p_id;
  else
    select audit.event_text(e) into v_text
    from chain.events e
    where e.company_id = p_company_id and e.chain_id = p_id and e.seq = p_seq;
  end if;
  return jsonb_build_object(
    'block_no', v_seal.block_no, 'sealed_at', ledger.as_instant(v_seal.sealed_at),
    'root', encode(v_seal.root, 'hex'), 'leaf', v_text,
    'path', (
      select jsonb_agg(jsonb_build_object(
        'side', case when t.node_index < v_leaf.leaf_index >> t.level then 'left' else 'right' end,
        'hash', encode(t.hash, 'hex')) order by t.level)
      from audit.merkle_tree(v_seal) t
      where t.node_index = (v_leaf.leaf_index >> t.level) # 1));
end
$$;

comment on function audit.prove(uuid, uuid, integer) is
  'The proof that a journal entry or an event of a chain is in a sealed block; null where it is in none.';
