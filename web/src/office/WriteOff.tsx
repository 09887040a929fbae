// Asking that the bank gives up what a customer owes on an account here; another member of staff decides.
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "~/api/client";
import { money, without } from "~/language/format";
import { t } from "~/language/t";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./office.module.css";
import type { Picture } from "./queries";

type Account = Picture["accounts"][number];
const REASONS = ["uncollectable", "hardship", "small-amount", "bank-error", "settlement"] as const;

export function WriteOff({ account, customer }: { account: Account; customer: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="subtle" className={css.quiet} aria-haspopup="dialog" onClick={() => setOpened(true)}>
        {t("web.office.write-off")}
        <span className="unseen">{` ${account.name}`}</span>
      </Button>
      <Sheet title={t("web.office.write-off")} opened={opened} onClose={() => setOpened(false)}>
        <Asking account={account} customer={customer} />
      </Sheet>
    </>
  );
}

function Asking({ account, customer }: { account: Account; customer: string }) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const ask = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/office/customers/{identifier}/write-off", {
          params: { path: { identifier: customer } },
          body: { account: account.id, reason },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["office", "approvals"] }),
  });
  if (ask.isSuccess)
    return (
      <div role="status">
        <p className={css.sentence}>{t("web.office.write-off.asked")}</p>
        <Link to="/office/approvals" className={surface.more}>
          {t("web.office.write-off.inbox")}
        </Link>
      </div>
    );
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (reason) ask.mutate();
      }}
    >
      <p className={css.sentence}>
        {t("web.office.write-off.lead", { account: account.name, amount: money(without(account.balance)) })}
      </p>
      <p className={css.notes}>{t("web.office.approval.means.write_off")}</p>
      <NativeSelect
        label={t("web.office.write-off.why")}
        value={reason}
        error={tried && !reason ? t("web.office.write-off.no-reason") : undefined}
        onChange={({ currentTarget: { value } }) => setReason(value)}
        data={[
          { value: "", label: t("web.office.write-off.choose") },
          ...REASONS.map((value) => ({ value, label: t(`web.office.reason.${value}`) })),
        ]}
      />
      {ask.isError && <Trouble error={ask.error} typed />}
      <Button type="submit" variant="filled" loading={ask.isPending}>
        {t("web.office.write-off.send")}
      </Button>
    </form>
  );
}
