// Passkeys in the browser: made, shown at the door, shown again for one thing. What goes wrong is said calmly.
import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { t } from "~/language/t";
import { tellNote } from "~/shell/note";

/** Nobody did anything wrong: the browser's own window was closed, or nothing was there to choose. */
export const CANCELLED = "passkey/cancelled";
/** The same at a step-up: the note says it. */
export const NOT_DONE = "passkey/not-done";

type Options = { options: { [name: string]: unknown } };
type Json = { [name: string]: unknown };

const problem = (type: string, title: string, detail: string) => new Problem(499, { type, title, detail });

/** Where passkeys of this bank work: the name that they are bound to, at this page's port. */
function placeOf({ options }: Options): string {
  const rp = (options.rpId ?? (options.rp as Json | undefined)?.id ?? "localhost") as string;
  return `${location.protocol}//${rp}${location.port ? `:${location.port}` : ""}`;
}

/** What the browser's refusal means. */
function meaning(error: unknown, asked: Options): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === "SecurityError")
    return problem(
      "passkey/elsewhere",
      t("web.own.key.elsewhere"),
      t("web.own.key.elsewhere.at", { place: placeOf(asked) }),
    );
  if (error.name === "InvalidStateError")
    return problem("passkey/here", t("web.own.key.here"), t("web.own.key.here.more"));
  return problem(CANCELLED, "", t("web.own.key.cancelled"));
}

export function able(): void {
  const known =
    typeof PublicKeyCredential === "function" && "parseCreationOptionsFromJSON" in PublicKeyCredential;
  if (!known || !navigator.credentials)
    throw problem("passkey/unable", t("web.own.key.unable"), t("web.own.key.unable.more"));
}

async function ceremony(asked: Options, act: () => Promise<Credential | null>): Promise<Json> {
  try {
    const made = await act();
    if (!made) throw new DOMException("", "NotAllowedError");
    return (made as PublicKeyCredential).toJSON() as Json;
  } catch (error) {
    throw meaning(error, asked);
  }
}

export async function shown(asked: Options): Promise<Json> {
  const json = asked.options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return ceremony(asked, () =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json) }),
  );
}

/** `who`: whose passkey it is, as the device will list it. */
export async function made(asked: Options, who: string): Promise<Json> {
  const user = asked.options.user as Json;
  const named = { ...asked.options, user: who ? { ...user, name: who, displayName: who } : user };
  const json = named as unknown as PublicKeyCredentialCreationOptionsJSON;
  return ceremony(asked, () =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) }),
  );
}

type New = { invitation?: string; name?: string; who?: string };

/** Makes a passkey on this device and tells the bank: by an invitation, or for who is signed in. */
export async function register({ invitation, name, who = "" }: New) {
  able();
  const by = invitation ? { invitation } : {};
  const asked = await answer(api.POST("/api/identity/registration/options", { body: by }));
  const credential = await made(asked, who);
  const body = { ...by, credential, ...(name?.trim() ? { name: name.trim() } : {}) };
  return answer(api.POST("/api/identity/registration", { body }));
}

/** Signs in with a passkey of this device, and tells who that is. */
export async function signIn() {
  able();
  const asked = await answer(api.POST("/api/identity/sign-in/options"));
  const credential = await shown(asked);
  await answer(api.POST("/api/identity/sign-in", { body: { credential } }));
  return answer(api.GET("/api/session"));
}

const STAFF = ["/api/office/identity/step-up/options", "/api/office/identity/step-up"] as const;
const CUSTOMERS = ["/api/identity/step-up/options", "/api/identity/step-up"] as const;

/** Shows a passkey for exactly one thing; without it the thing is not done, and a note says so. */
export async function stepUp(purpose: string, staff: boolean): Promise<void> {
  const [ask, tell] = staff ? STAFF : CUSTOMERS;
  try {
    able();
    const asked = await answer(api.POST(ask, { body: { purpose } }));
    await answer(api.POST(tell, { body: { purpose, credential: await shown(asked) } }));
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== CANCELLED) throw error;
    tellNote(t("web.own.key.not-done"));
    throw problem(NOT_DONE, "", t("web.own.key.not-done"));
  }
}
