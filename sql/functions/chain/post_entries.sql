-- Posts entries that a chain has judged, or need not judge: through the private writer, under the locks that
-- the chain holds. Returns what is told of them.

create or replace function chain.post_entries(
  p_entries ledger.entry[],
  p_lines ledger.line[],
  p_at timestamptz
)
  returns relay.event[]
  language plpgsql
as $$
declare
  v_entries ledger.entry[] := p_entries;
  v_lines ledger.line[] := p_lines;
  v_numbered record;
begin
  if p_entries is null then
    return null;
  elsif exists (select from unnest(p_lines) l where l.company_id <> (p_entries[l.entry_index]).hub_id) then
    select s.entries, s.lines into v_entries, v_lines from ledger.split_by_company(v_entries, v_lines) s;
  end if;
  v_numbered := ledger.number_lines(v_entries, v_lines, p_at);
  perform ledger.write_entries(v_entries, v_numbered.rows, p_at);
  return ledger.posted_events(v_entries, p_at);
end
$$;

comment on function chain.post_entries(ledger.entry[], ledger.line[], timestamptz) is
  'Private: posts entries of a chain.';
