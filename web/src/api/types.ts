// Short names for what the HTTP API says; schema.d.ts is generated from schema/openapi.json (`npm run api`).
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Money = Schemas["MoneyOut"];
export type Point = Schemas["DayAmount"];
export type Bank = Schemas["BankOut"];
export type Session = Schemas["SessionOut"];
export type Account = Schemas["AccountOut"];
export type AccountKind = Account["kind"];
export type Accounts = Schemas["AccountsOut"];
export type Transaction = Schemas["TransactionOut"];
export type TransactionDetail = Schemas["TransactionDetailOut"];
export type Fact = Schemas["FactOut"];
export type FactDetail = Schemas["FactDetailOut"];
export type Figure = Schemas["Figure"];
export type Suggestion = Schemas["SuggestionOut"];
export type SuggestionDetail = Schemas["SuggestionDetailOut"];
export type Import = Schemas["ImportOut"];
export type ImportStatement = Schemas["StatementOut"];
export type StatementLine = Schemas["LineOut"];
export type CsvProfile = Schemas["ProfileOut"];
export type CsvReading = Schemas["ProfileIn"];
export type Upcoming = Schemas["UpcomingOut"];
export type UpcomingItem = Schemas["UpcomingItemOut"];
export type Worth = Schemas["WorthOut"];
export type WorthPoint = Schemas["WorthPoint"];
export type NetWorth = Schemas["NetWorthOut"];
export type CurrencyWorth = Schemas["CurrencyWorth"];
export type AccountWorth = Schemas["AccountWorth"];
export type Home = Schemas["HomeOut"];
