// Who is here, what they count in, how the pages look, and the way out.
import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api } from "~/api/client";
import { sessionQuery } from "~/api/queries";
import { t } from "~/language/t";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import { chooseScheme, type Scheme, useChosenScheme } from "~/theme/scheme";
import { CurrencyChoice } from "./CurrencyChoice";
import css from "./session.module.css";

export default function YouSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { data: session } = useQuery(sessionQuery);
  return (
    <Sheet title={session?.customer.name ?? t("web.you.title")} opened={opened} onClose={onClose} short>
      {session && <CurrencyChoice currency={session.customer.currency} />}
      <SchemeChoice />
      <SignOut />
    </Sheet>
  );
}

function SchemeChoice() {
  const scheme = useChosenScheme();
  return (
    <div className={css.choice}>
      <h3>{t("web.you.scheme")}</h3>
      <SegmentedControl
        fullWidth
        aria-label={t("web.you.scheme")}
        value={scheme}
        onChange={(value) => chooseScheme(value as Scheme)}
        data={[
          { value: "auto", label: t("web.you.scheme.auto") },
          { value: "light", label: t("web.you.scheme.light") },
          { value: "dark", label: t("web.you.scheme.dark") },
        ]}
      />
    </div>
  );
}

function SignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const out = useMutation({
    mutationFn: () => answer(api.DELETE("/api/session")),
    onSuccess: async () => {
      localStorage.removeItem("florin.signed-in");
      await navigate({ to: "/sign-in" });
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "bank" });
    },
  });
  return (
    <>
      {out.isError && <Trouble error={out.error} />}
      <Button fullWidth loading={out.isPending} onClick={() => out.mutate()}>
        {t("web.you.out")}
      </Button>
    </>
  );
}
