// What one counts in: totals, facts and suggestions follow.
import { NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { sessionQuery } from "~/api/queries";
import { currencyName } from "~/language/format";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./session.module.css";

const COMMON = ["USD", "EUR", "GBP", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY"];

/** `bare`: where a heading says already what is asked. */
export function CurrencyChoice({ currency, bare = false }: { currency: string; bare?: boolean }) {
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: (chosen: string) => answer(api.PATCH("/api/session", { body: { currency: chosen } })),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      void client.invalidateQueries({
        predicate: ({ queryKey }) => !["bank", "session"].includes(String(queryKey[0])),
      });
    },
  });
  const offered = COMMON.includes(currency) ? COMMON : [currency, ...COMMON];
  return (
    <div className={css.choice}>
      <NativeSelect
        {...{ [bare ? "aria-label" : "label"]: t("web.you.currency") }}
        description={t("web.you.currency.hint")}
        value={choose.isPending ? choose.variables : currency}
        disabled={choose.isPending}
        onChange={(event) => choose.mutate(event.currentTarget.value)}
        data={offered.map((value) => ({ value, label: currencyName(value) }))}
      />
      {choose.isError && <Trouble error={choose.error} />}
    </div>
  );
}
