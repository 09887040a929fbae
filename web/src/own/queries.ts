// What the pages about oneself ask; none of it is kept for reading offline, and none of it is ever about another.
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import type { components } from "~/api/schema";

type Schemas = components["schemas"];
export type Passkey = Schemas["PasskeyOut"];
export type OpenSession = Schemas["OpenSessionOut"];
export type Member = Schemas["MemberOut"];
export type Shares = Member["shares"];
export type Purpose = Schemas["PurposeOut"];
export type Source = Schemas["SourceStateOut"];
export type Consent = Schemas["ConsentOut"];
export type Step = Schemas["WorthStepOut"];
export type Kind = Schemas["DataKindOut"];
export type Leaving = Schemas["LeaveOut"];

export const passkeysQuery = queryOptions({
  queryKey: ["identity", "passkeys"],
  queryFn: async () => (await answer(api.GET("/api/identity/passkeys"))).items,
});
export const codesQuery = queryOptions({
  queryKey: ["identity", "codes"],
  queryFn: () => answer(api.GET("/api/identity/recovery-codes")),
});
export const sessionsQuery = queryOptions({
  queryKey: ["identity", "sessions"],
  queryFn: async () => (await answer(api.GET("/api/identity/sessions"))).items,
});
export const householdQuery = queryOptions({
  queryKey: ["household"],
  queryFn: async () => (await answer(api.GET("/api/household"))).members,
});
export const consentsQuery = queryOptions({
  queryKey: ["consents", "list"],
  queryFn: () => answer(api.GET("/api/consents")),
});
/** Worked out anew each time, from what is not allowed yet too: asked for only where it is looked at. */
export const priceQuery = queryOptions({
  queryKey: ["consents", "worth"],
  queryFn: async () => (await answer(api.GET("/api/consents/worth"))).items,
  gcTime: 0,
});
export const dataQuery = queryOptions({
  queryKey: ["data"],
  queryFn: () => answer(api.GET("/api/data")),
});
export const leaveQuery = queryOptions({
  queryKey: ["leave"],
  queryFn: () => answer(api.GET("/api/leave")),
});
