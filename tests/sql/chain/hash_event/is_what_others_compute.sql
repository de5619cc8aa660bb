-- sha256(b"\x01\x02" + json.dumps([…], ensure_ascii=False).encode()) of Python's, whatever the session's settings.
select plan(1);
set timezone = 'Asia/Tokyo';
set datestyle = 'German';
set extra_float_digits = 0;
select is(encode(chain.hash_event(row(
  '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 1, 'chain.created', null,
  '{"b": ["é"], "a": "1.00"}', '00000000-0000-0000-0000-000000000003', '2026-01-01 00:00:00.123456Z', '\x0102', '', null)
  ::chain.events), 'hex'),
  '8b364043234fa13e037e85ee1108a28d14b1d0304d9ef50a47a141fba9cd910a', 'one text for one event');
select * from finish();
