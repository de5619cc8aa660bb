-- The first place at which a block is not what was sealed: one row, or none where all is well. Of a row of
-- the journal or of chains that was changed, or is gone, it says which; where its leaf was changed too,
-- only the block is known.

create or replace function audit.verify_block(p_block_no bigint)
  returns table (company_id uuid, subject_id uuid, seq integer, fault text)
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select f.company_id, f.subject_id, f.seq, f.fault
  from (
    select null::uuid as company_id, null::uuid as subject_id, null::integer as seq, -1 as place,
           case
             when p_block_no < 1 then 'blocks count from 1'
             when not exists (select from audit.seals s where s.block_no = p_block_no) then
               'the block is missing'
             when exists (
               select from audit.seals s
               left join audit.seals b on b.block_no = s.block_no - 1
               where s.block_no = p_block_no and s.previous_root is distinct from b.root) then
               'it does not follow from the block before'
           end as fault
    union all
    select l.company_id, l.subject_id, l.seq, l.leaf_index,
           case
             when l.leaf_index <> l.nth then 'what was sealed before it is missing from the block'
             when l.text is null then 'missing'
             when l.hash <> audit.hash_leaf(l.text) then 'changed'
           end
    from (
      select s.company_id, s.subject_id, s.seq, s.leaf_index, s.hash,
             row_number() over (order by s.leaf_index) as nth,
             case when s.seq = 0 then audit.entry_text(j) else audit.event_text(v) end as text
      from audit.seal_leaves s
      left join ledger.journal_entries j
        on s.seq = 0 and j.company_id = s.company_id and j.id = s.subject_id
      left join chain.events v
        on s.seq > 0 and v.company_id = s.company_id and v.chain_id = s.subject_id and v.seq = s.seq
      where s.block_no = p_block_no
    ) l
    union all
    select null, null, null, 2147483647, 'its leaves do not give its root'
    from audit.seals s
    where s.block_no = p_block_no and s.root is distinct from (
      select t.hash from audit.merkle_tree(s) t order by t.level desc limit 1)
  ) f
  where f.fault is not null
  order by f.place
  limit 1;
end
$$;

comment on function audit.verify_block(bigint) is
  'Private: the first place at which a block is not what was sealed; no row where all is well.';
