-- A bill that goes with the season is expected at what it came to a year before, so a series says what it came to.
set local search_path = florin, derived;

-- Minor units without sign, newest first, 0 where one was skipped; empty until the customer's series are found anew.
alter table derived.recurring add past bigint[] not null default '{}';
-- When the bill that is due was asked for, where it was sent back.
alter table derived.recurring add returned date;
