// An account whose statements never told a balance: says so, and asks for the one number that mends it.
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { asProblem } from "~/api/problem";
import type { Account } from "~/api/types";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./accounts.module.css";
import { amountOf } from "./amount";
import { useChange } from "./change";

export function Unknown({ account }: { account: Account }) {
  const [written, setWritten] = useState("");
  const save = useChange(account.id);
  const problem = save.isError ? asProblem(save.error) : null;
  const owing = ["card", "loan", "mortgage"].includes(account.kind);
  return (
    <>
      <p className={css.unknownLarge}>{t("web.account.unknown")}</p>
      <p className={css.bound}>{t("web.account.unknown.text")}</p>
      {!account.here && (
        <form
          className={css.tell}
          onSubmit={(event) => {
            event.preventDefault();
            if (written.trim()) save.mutate({ balance: amountOf(written) });
          }}
        >
          <TextInput
            label={t("web.account.unknown.ask")}
            description={owing ? t("web.account.unknown.owe") : undefined}
            inputMode={owing ? "text" : "decimal"}
            autoComplete="off"
            value={written}
            error={problem?.of("balance")}
            rightSection={<span aria-hidden="true">{account.currency}</span>}
            rightSectionWidth={60}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
          <Button type="submit" variant="filled" loading={save.isPending}>
            {t("web.account.save")}
          </Button>
        </form>
      )}
      {problem && !problem.of("balance") && <Trouble typed error={problem} />}
    </>
  );
}
