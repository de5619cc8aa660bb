select plan(6);
select open_books();
select raises_for_all(
  $sql$do $do$
    declare
      v_id uuid := header();
    begin
      insert into ledger.journal_lines select * from direct_lines(v_id, debit('cash', '5.00'));
      insert into ledger.journal_lines select *
        from direct_lines(v_id, credit('alice', '5.00', '{"line_no": 2}'));
    end
    $do$ $sql$, 'LG060', 'half of it balances nothing');
select * from finish();
