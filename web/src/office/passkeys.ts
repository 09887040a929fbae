// The staff's own door: coming in with a passkey, opening an invitation, adding one.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { readTexts } from "~/own/texts";
import { able, made, shown } from "~/session/passkey";
import { officePasskeysQuery, officeSessionQuery } from "./queries";

async function signIn() {
  await readTexts(); // what can go wrong is said in the words of the customers' pages
  able();
  const asked = await answer(api.POST("/api/office/identity/sign-in/options"));
  const credential = await shown(asked);
  return answer(api.POST("/api/office/identity/sign-in", { body: { credential } }));
}

async function register(invitation: string | null, who: string) {
  await readTexts();
  able();
  const asked = await answer(api.POST("/api/office/identity/registration/options", { body: { invitation } }));
  const credential = await made(asked, who);
  return answer(api.POST("/api/office/identity/registration", { body: { invitation, credential } }));
}

/** Another one may be here now: what was shown to the one before is forgotten. */
function useAnew() {
  const client = useQueryClient();
  return async () => {
    client.removeQueries({ queryKey: ["office"], predicate: ({ queryKey }) => queryKey[1] !== "session" });
    await client.refetchQueries({ queryKey: officeSessionQuery.queryKey });
  };
}

export function usePasskeySignIn() {
  const anew = useAnew();
  return useMutation({ mutationFn: signIn, onSuccess: anew });
}

export function useJoin() {
  const anew = useAnew();
  return useMutation({ mutationFn: (invitation: string) => register(invitation, ""), onSuccess: anew });
}

export function useAddPasskey(who: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => register(null, who),
    onSuccess: () => client.invalidateQueries({ queryKey: officePasskeysQuery.queryKey }),
  });
}
