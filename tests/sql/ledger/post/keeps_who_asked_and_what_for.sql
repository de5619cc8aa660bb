select plan(1);
select open_books();
select from ledger.post(
  transaction(
    entry(debit('cash', '1.00', '{"description": "Coins"}'),
      credit('sales', '1.00')) || '{"metadata": {"till": 3}}'),
  '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b');
select results_eq(
  $$select e.principal_id, e.request_id, e.description, e.metadata, l.description
    from journal_entries e join journal_lines l on l.entry_id = e.id order by l.line_no$$,
  $$values
    ('00000000-0000-4000-8000-00000000000a'::uuid, '00000000-0000-4000-8000-00000000000b'::uuid, 'A test',
     '{"till": 3}'::jsonb, 'Coins'),
    ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b', 'A test', '{"till": 3}',
      null)$$,
  'principal, request, descriptions and metadata are in the journal');
select * from finish();
