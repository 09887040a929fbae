-- As 0011 for consents: the keys of the requests that accepted a suggestion or took it back, which a client chose and may
-- have put words into, become codes under the customer's index key. The table is written anew, so that no page of it still
-- says what stood there.
set local search_path = florin, derived;

alter table suggestion alter column accept_key type bytea using null, alter column undo_key type bytea using null;
alter table suggestion rename column accept_key to accept_code;
alter table suggestion rename column undo_key to undo_code;
