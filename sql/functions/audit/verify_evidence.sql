-- Everything that is not what was sealed, or what the events of chains tell: of each block, and of each
-- chain, the first bad place. No row where all is well.
--
-- p_roots are roots that were kept elsewhere: each must be that of a block. Rows that the next seal will
-- take are not missed; a row that it would never look at is.
--
-- Whoever may not act for every company learns what is wrong, and of its own companies where.

create or replace function audit.verify_evidence(p_roots bytea[] default '{}')
  returns table (
    evidence text, block_no bigint, company_id uuid, subject_id uuid, seq integer, fault text)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_last audit.seals;
  v_oldest bigint;
  v_newest bigint := greatest(
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint);
  v_named uuid[] := access.named_companies();
begin
  select s.* into v_last from audit.seals s order by s.block_no desc limit 1;
  -- Elsewhere, and where nothing is sealed, the next seal looks at every row: none is missed.
  v_oldest := case
    when v_last.system_identifier = (select c.system_identifier from pg_control_system() c)
      then v_last.horizon end;
  return query
  select f.evidence, f.block_no, case when m.is_named then f.company_id end,
         case when m.is_named then f.subject_id end, case when m.is_named then f.seq end, f.fault
  from (
    select 1 as part, 'root' as evidence, null::bigint as block_no, null::uuid as company_id,
           null::uuid as subject_id, null::integer as seq,
           format('no block has the root %s', encode(r, 'hex')) as fault
    from unnest(p_roots) r
    where not exists (select from audit.seals s where s.root = r)
    union all
    select 2, 'seal', b.block_no, v.company_id, v.subject_id, v.seq, v.fault
    from (
      select s.block_no from audit.seals s
      union
      select l.block_no from audit.seal_leaves l
      union
      -- Of a gap, however wide, its first.
      select n.block_no + 1
      from (
        select n.block_no, lead(n.block_no) over (order by n.block_no) as next_no
        from (select 0 as block_no union all select s.block_no from audit.seals s where s.block_no > 0) n
      ) n
      where n.next_no - n.block_no > 1
    ) b
    cross join lateral audit.verify_block(b.block_no) v
    union all
    (
      select 3, 'seal', null, n.company_id, n.id, n.seq,
             'in no block, though it was there when one was closed'
      from (
        select e.company_id, e.id, 0 as seq, e.xid from ledger.journal_entries e
        union all
        select e.company_id, e.chain_id, e.seq, e.xid from chain.events e
      ) n
      where v_oldest is not null and n.xid not between v_oldest and v_newest and not exists (
        select from audit.seal_leaves l
        join audit.seals s on s.block_no = l.block_no
        where l.company_id = n.company_id and l.subject_id = n.id and l.seq = n.seq)
      order by n.company_id, n.id, n.seq
      limit 1
    )
    union all
    select 4, 'chain', null, c.company_id, c.id, v.seq, v.fault
    from chain.chains c
    cross join lateral chain.verify(c.company_id, c.id) v
    union all
    select 4, 'chain', null, e.company_id, e.chain_id, min(e.seq), 'it has events, and is missing'
    from chain.events e
    where not exists (select from chain.chains c where c.company_id = e.company_id and c.id = e.chain_id)
    group by e.company_id, e.chain_id
  ) f
  cross join lateral (select v_named is null or f.company_id = any(v_named)) m (is_named)
  order by f.part, f.block_no, f.company_id, f.subject_id;
end
$$;

comment on function audit.verify_evidence(bytea[]) is
  'What is not what was sealed, or what the events of chains tell; no row where all is well.';
