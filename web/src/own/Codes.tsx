// Recovery codes: how many are left, and new ones, which are shown once.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import { NewCodes } from "./NewCodes";
import css from "./own.module.css";
import { Sure } from "./Sure";

export const useNewCodes = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await answer(api.POST("/api/identity/recovery-codes"))).codes,
    onSuccess: () => client.invalidateQueries({ queryKey: ["identity", "codes"] }),
    // Nothing holds them longer than the page that shows them.
    gcTime: 0,
  });
};

export function Codes({ left, made }: { left: number; made: string | null }) {
  const make = useNewCodes();
  if (make.data) return <NewCodes codes={make.data} done={make.reset} />;
  return (
    <>
      <p className={css.calm}>
        {made ? t("web.own.codes.left", { n: left, date: day(made) }) : t("web.own.codes.none")}
      </p>
      {left > 0 ? (
        <Sure
          label={t("web.own.codes.make")}
          asks={<p>{t("web.own.codes.make.means")}</p>}
          yes={t("web.own.codes.make.yes")}
          no={t("web.own.codes.make.no")}
          busy={make.isPending}
          error={make.error}
          act={() => make.mutate()}
        />
      ) : (
        <>
          {make.isError && <Trouble error={make.error} />}
          <Button loading={make.isPending} onClick={() => make.mutate()}>
            {t("web.own.codes.make")}
          </Button>
        </>
      )}
    </>
  );
}
