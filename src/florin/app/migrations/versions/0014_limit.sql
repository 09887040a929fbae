-- A card has a limit by its terms. Without it nobody is told that theirs is nearly used up.
set local search_path = florin, derived;

alter table account add column credit_limit bigint  -- minor units; null: not told
  check (credit_limit is null or (credit_limit > 0 and kind = 'card'));

-- It goes with the account's words when its owner is erased.
create function florin.forget_limit() returns trigger language plpgsql as $$
begin
  new.credit_limit := null;
  return new;
end $$;
create trigger account_limit before update of personal on account for each row
  when (new.personal is null and old.personal is not null) execute function florin.forget_limit();
