// Tells the server what is written on a transaction; lists, sums and searches that show it are asked anew.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { transactionQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import type { TransactionDetail } from "~/api/types";

type Schemas = components["schemas"];
export type Part = { label: string; amount: string };
export type Written = Partial<Schemas["WrittenIn"]>;

/** A change that answers with the transaction as it now is. */
function useChange<Told>(id: string, change: (told: Told) => Promise<TransactionDetail>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (now) => {
      client.setQueryData(transactionQuery(id).queryKey, now);
      const { queryKey } = transactionQuery(id);
      void client.invalidateQueries({
        predicate: ({ queryKey: [name, which] }) =>
          name === "home" || (name === "transactions" && which !== queryKey[1]),
      });
    },
  });
}

const at = (identifier: string) => ({ path: { identifier } });

export const useWrite = (id: string) =>
  useChange(id, (written: Written) =>
    answer(
      api.PATCH("/api/transactions/{identifier}", { params: at(id), body: written as Schemas["WrittenIn"] }),
    ),
  );

export const useSplit = (id: string) =>
  useChange(id, (parts: Part[]) =>
    answer(api.PUT("/api/transactions/{identifier}/parts", { params: at(id), body: { parts } })),
  );

export const useAttach = (id: string) =>
  useChange(id, (file: File) => {
    const form = new FormData();
    form.append("file", file);
    return answer(
      api.POST("/api/transactions/{identifier}/attachments", {
        params: at(id),
        // The schema names a file's bytes as text; what is sent is a form with the file itself.
        body: { file: "" },
        bodySerializer: () => form,
      }),
    );
  });

export const useDetach = (id: string) =>
  useChange(id, async (attachment: string) => {
    const params = { path: { identifier: id, attachment } };
    await answer(api.DELETE("/api/transactions/{identifier}/attachments/{attachment}", { params }));
    return answer(api.GET("/api/transactions/{identifier}", { params: at(id) }));
  });
