// Signing out: nothing of the person stays in this browser.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api } from "~/api/client";
import { lookAt } from "~/api/whose";
import { closeLayer } from "~/shell/layers";
import { forgetRecent } from "~/shell/palette/recent";

export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => answer(api.DELETE("/api/session")),
    onSuccess: async () => {
      localStorage.removeItem("florin.signed-in");
      lookAt(null);
      forgetRecent();
      closeLayer(); // who comes in next does not find it open
      await navigate({ to: "/sign-in" });
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "bank" });
    },
  });
}
