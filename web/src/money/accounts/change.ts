// Tells the server what a customer says of an account; everything that rests on it is asked anew.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import type { components } from "~/api/schema";

// Only what is sent is changed, though the schema gives every field a default.
type Change = Partial<components["schemas"]["AccountChange"]>;

export function useChange(account: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) =>
      answer(
        api.PATCH("/api/accounts/{account}", {
          params: { path: { account } },
          body: change as components["schemas"]["AccountChange"],
        }),
      ),
    onSuccess: (now) => {
      client.setQueryData(["accounts", account], now);
      for (const key of ["home", "accounts", "transactions", "facts", "suggestions"])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
