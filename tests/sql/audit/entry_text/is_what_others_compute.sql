-- json.dumps([…], ensure_ascii=False) of Python's, but for metadata, which has jsonb's order, whatever the session's settings.
select plan(2);
select set_clock('2026-01-01 00:00:00.123456Z');
select open_books();
set timezone = 'Asia/Tokyo';
set datestyle = 'German';
select book(transaction(entry(debit('cash', '10.50'), credit('alice', '10.50', '{"description": "for é"}'))
  || '{"effective_at": "2025-12-31T00:00:00Z", "metadata": {"bb": 1.0, "a": "x"}}'));
select is(
  audit.entry_text(e),
  format(
    '["entry", "%s", "%s", null, "%s", null, null, "%s", null, "A test", 1767225600123456, 1767139200000000, null, 2, '
    '{"a": "x", "bb": 1.0}, null, '
    '[[1, "%s", "EUR", "10.5", "0", null, "10.5", 1], [2, "%s", "EUR", "0", "10.5", "for é", "10.5", 1]]]',
    e.company_id, e.id, e.transaction_id, e.principal_id, account('cash'), account('alice')),
  'one text for one entry')
from journal_entries e;
select is(
  encode(audit.hash_leaf('["é"]'), 'hex'), '385b88c432d4a5bfcc08eaaec56f221a3c16d25eef96fd0b191207f6fb247deb',
  'sha256(b"\0" + text.encode()) of it');
select * from finish();
