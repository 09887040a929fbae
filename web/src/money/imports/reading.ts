// Gives files to the server to be read, wherever they were dropped or picked, and shows what it found.
import { useIsMutating, useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { answer, api } from "~/api/client";
import { importQuery, importsQuery } from "~/api/queries";

export const FORMATS = ".ofx,.qfx,.qif,.csv,.tsv,.txt,.xml,.camt,.sta,.mt940,.940,.mt942,.942";
const KEY = ["read-files"];

function formOf(files: File[]): FormData {
  const form = new FormData();
  for (const file of files) form.append("file", file);
  return form;
}

export function useRead() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate } = useMutation({
    mutationKey: KEY,
    mutationFn: (files: File[]) =>
      // The schema names a file's bytes as text; what is sent is a form with the files themselves.
      answer(api.POST("/api/imports", { body: { file: [] }, bodySerializer: () => formOf(files) })),
    onSuccess: ({ items }) => {
      for (const read of items) client.setQueryData(importQuery(read.id).queryKey, read);
      return client.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true });
    },
  });
  const read = useCallback(
    (files: File[]) => {
      if (files.length === 0) return;
      mutate(files);
      void navigate({ to: "/money/import" });
    },
    [mutate, navigate],
  );
  return { read };
}

/** What the last reading came to, for the page that shows it. */
export function useReading() {
  const busy = useIsMutating({ mutationKey: KEY }) > 0;
  const all = useMutationState({
    filters: { mutationKey: KEY },
    select: ({ state }) => ({ files: state.variables as File[], error: state.error, status: state.status }),
  });
  const last = all.at(-1);
  return { busy, files: last?.files ?? [], error: last?.status === "error" ? last.error : null };
}
