-- The nodes of a block's tree, level by level: the leaves at level 0, the root alone at the highest. A node
-- is sha256 over 0x01 and the two below it; one without a neighbour goes up as it is, which makes the tree
-- that of RFC 6962. Nothing is kept in memory: what does not fit goes to disk.

create or replace function audit.merkle_tree(p_seal audit.seals)
  returns table (level integer, node_index integer, hash bytea)
  language sql
  stable
as $$
  with recursive tree as (
    (
      select 0 as level, 0 as node_index, audit.hash_leaf(audit.seal_text(p_seal)) as hash
      union all
      select 0, l.leaf_index, l.hash from audit.seal_leaves l where l.block_no = p_seal.block_no
    )
    union all
    select
      n.level + 1, n.node_index / 2,
      case when n.neighbour is null then n.hash else sha256('\x01'::bytea || n.hash || n.neighbour) end
    from (
      select t.level, t.node_index, t.hash, lead(t.hash) over (order by t.node_index) as neighbour,
             count(*) over () as width
      from tree t
    ) n
    where n.node_index % 2 = 0 and n.width > 1
  )
  select t.level, t.node_index, t.hash from tree t
$$;

comment on function audit.merkle_tree(audit.seals) is
  'Private: the nodes of a block''s Merkle tree; the root is the one of the highest level.';
