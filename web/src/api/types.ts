// What the HTTP API says, in types.
export type Money = { amount: string; currency: string };
export type Point = { day: string; amount: string };
export type Persona = { id: string; name: string; line: string; own: boolean };
export type Colours = { light: string; dark: string };
export type Bank = {
  name: string;
  logo: string | null;
  accent: Colours | null;
  ink: Colours | null;
  country: string;
  currency: string;
  demo: boolean;
  savings_rate: string | null;
  personas: Persona[];
};
export type Session = {
  customer: { id: string; name: string; country: string; currency: string; persona: string | null };
  business_date: string;
};
export type AccountKind =
  | "current"
  | "savings"
  | "card"
  | "loan"
  | "investment"
  | "cash"
  | "mortgage"
  | "unknown";
export type Account = {
  id: string;
  name: string;
  kind: AccountKind;
  here: boolean;
  bank: string | null;
  number: string | null;
  currency: string;
  balance: Money;
  available: Money;
  held: Money;
  planned: Money;
  rate: string | null;
  rate_source: "told" | "estimated" | "terms" | null;
  last_booked: string | null;
  transactions: number;
  course: Point[];
};
export type Accounts = { items: Account[]; net: Money[]; converted: Money | null };
export type Transaction = {
  id: string;
  account: string;
  account_name: string;
  booked: string;
  value: string | null;
  amount: Money;
  counterparty: string | null;
  text: string;
  status: "booked" | "pending" | "planned" | "refused";
  kind: string | null;
  own_transfer: boolean;
};
export type Leg = { account_name: string; amount: Money };
export type TransactionDetail = Transaction & {
  reference: string | null;
  counterparty_account: string | null;
  original: string;
  where: string | null;
  import: { id: string; file: string; imported: string } | null;
  entry: { id: string; source: string; reference: string; reversed_by: string | null; legs: Leg[] } | null;
};
export type Page<T> = { items: T[]; next: string | null };
export type Fact = {
  name: string;
  label: string;
  sentence: string;
  value: Money | null;
  number: string | null;
  unit: "money" | "days" | "rate" | "count";
  as_of: string;
  known: boolean;
  evidence_count: number;
  definition: string;
};
export type Figure = { label: string; value: string };
export type FactDetail = Fact & { evidence: Transaction[]; evidence_next: string | null; figures: Figure[] };
export type Action = {
  kind: "transfer" | "sweep" | "remind";
  label: string;
  from: string | null;
  to: string | null;
  amount: Money | null;
  here: boolean;
};
export type Suggestion = {
  id: string;
  kind: "move_idle_cash" | "pay_dearest_debt" | "avoid_fee";
  state: "open" | "accepting" | "accepted" | "undone" | "dismissed" | "expired" | "failed";
  title: string;
  sentence: string;
  effect: { value: Money; low: Money; high: Money; period: "year" | "once" };
  action: Action | null;
  expires: string;
  undoable: boolean;
  result: { entries: string[]; planned: string[]; error: string | null } | null;
};
export type SuggestionDetail = Suggestion & {
  reasons: { code: string; text: string }[];
  figures: Figure[];
  model: { name: string; version: string; hash: string };
  evidence: Transaction[];
  contest: string;
};
export type StatementLine = {
  booked: string | null;
  amount: string;
  text: string;
  counterparty: string | null;
  status: string;
  duplicate: boolean;
};
export type ImportStatement = {
  account: string | null;
  account_id: string | null;
  account_name: string;
  is_new_account: boolean;
  kind: string;
  currency: string;
  opening: Money | null;
  closing: Money | null;
  credits: Money;
  debits: Money;
  balanced: boolean | null;
  added: number;
  duplicates: number;
  pending: number;
  refused: { where: string; reason: string }[];
  first: string | null;
  last: string | null;
  lines: StatementLine[];
  positions: number;
};
export type CsvColumn = { index: number; name: string; role: string | null; sample: string[] };
export type CsvProfile = {
  delimiter: string;
  encoding: string;
  header_row: number | null;
  columns: CsvColumn[];
  roles: string[];
  date_format: string;
  decimal: "." | ",";
  currency: string | null;
  name: string | null;
};
export type Import = {
  id: string;
  file: string;
  format: string | null;
  state: "preview" | "confirmed" | "importing" | "imported" | "undoing" | "undone" | "failed";
  created: string;
  added: number;
  duplicates: number;
  pending: number;
  statements: ImportStatement[];
  warnings: string[];
  profile: CsvProfile | null;
  error: string | null;
};
export type Home = {
  customer: { name: string };
  as_of: string;
  empty: boolean;
  net: Money[];
  converted: Money | null;
  liquid: Money | null;
  course: Point[];
  month: { label: string; in: Money; out: Money } | null;
  accounts: Account[];
  facts: Fact[];
  suggestions: Suggestion[];
  recent: Transaction[];
};
