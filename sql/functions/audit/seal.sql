-- Closes a block over the journal entries and the events of chains that are in none yet, at most p_limit of
-- them; gives its row, or none where nothing is new. Called again, it goes on with what was left.
--
-- What is new is what audit.seal_leaves does not have. The horizon of the last block says where to look:
-- every transaction that was still open then, or came after, has at least that xid, so that what commits
-- late is in the next block. Where xids began anew since (another cluster, after a dump and restore), and
-- with p_everything, it looks at every row.
--
-- Raises LG019 for a limit below 1.
-- Locks audit.seals against other seals: they come one after the other. Nobody who posts waits for it.
-- Writes audit.seal_leaves, audit.seals.
-- By index alone: a plan that was made while the tables were small, and kept, stays good.

create or replace function audit.seal(p_limit integer default 1000000, p_everything boolean default false)
  returns setof audit.seals
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_last audit.seals;
  v_seal audit.seals;
  v_open bigint;
  v_oldest bigint;
  v_newest bigint;
  v_is_partial boolean;
begin
  if p_limit is null or p_limit < 1 then
    raise exception using errcode = 'LG019', message = 'The limit of a block is at least 1';
  end if;
  lock table audit.seals in share row exclusive mode;
  select s.* into v_last from audit.seals s order by s.block_no desc limit 1;
  select c.system_identifier into v_seal.system_identifier from pg_control_system() c;
  -- Taken in a statement before the one that looks: what is below it has ended, whatever ends between.
  v_open := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  if p_everything or v_last.horizon is null or v_last.system_identifier <> v_seal.system_identifier then
    v_oldest := 0;
    v_newest := 9223372036854775807;
  else
    v_oldest := v_last.horizon;
    -- Rows of an older cluster, all sealed, may have higher xids; this transaction's own may be the highest.
    v_newest := greatest(
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint);
  end if;
  v_seal.block_no := coalesce(v_last.block_no, 0) + 1;
  v_seal.previous_root := v_last.root;
  insert into audit.seal_leaves (company_id, subject_id, block_no, seq, leaf_index, hash)
  select n.company_id, n.subject_id, v_seal.block_no, n.seq,
         row_number() over (order by n.company_id, n.subject_id, n.seq), audit.hash_leaf(n.text)
  from (
    select e.company_id, e.id as subject_id, 0 as seq, audit.entry_text(e) as text
    from ledger.journal_entries e
    where e.xid between v_oldest and v_newest and not exists (
      select from audit.seal_leaves l
      where l.company_id = e.company_id and l.subject_id = e.id and l.seq = 0)
    union all
    select e.company_id, e.chain_id, e.seq, audit.event_text(e)
    from chain.events e
    where e.xid between v_oldest and v_newest and not exists (
      select from audit.seal_leaves l
      where l.company_id = e.company_id and l.subject_id = e.chain_id and l.seq = e.seq)
    limit p_limit
  ) n;
  get diagnostics v_seal.leaf_count = row_count;
  if v_seal.leaf_count = 0 then
    return;
  end if;
  v_is_partial := v_seal.leaf_count = p_limit;
  v_seal.horizon := case when not v_is_partial then v_open when v_oldest > 0 then v_oldest end;
  v_seal.sealed_at := audit.clock();
  select t.hash into v_seal.root from audit.merkle_tree(v_seal) t order by t.level desc limit 1;
  insert into audit.seals (
    block_no, previous_root, root, leaf_count, sealed_at, system_identifier, horizon)
  values (
    v_seal.block_no, v_seal.previous_root, v_seal.root, v_seal.leaf_count, v_seal.sealed_at,
    v_seal.system_identifier, v_seal.horizon);
  return next v_seal;
end
$$;

comment on function audit.seal(integer, boolean) is
  'Closes a block of evidence over what is in none yet; gives its row, or none where nothing is new.';
