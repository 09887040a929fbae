// Leaving the household with everything that is one's own.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { t } from "~/language/t";
import { tellNote } from "~/shell/note";
import { householdQuery } from "./queries";
import { Sure } from "./Sure";

export function LeaveHousehold() {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => answer(api.DELETE("/api/household")),
    onSuccess: () => {
      tellNote(t("web.own.household.left"));
      client.setQueryData(householdQuery.queryKey, []);
    },
  });
  return (
    <Sure
      label={t("web.own.household.leave")}
      asks={<p>{t("web.own.household.leave.means")}</p>}
      yes={t("web.own.household.leave.yes")}
      no={t("web.own.household.leave.no")}
      busy={leave.isPending}
      error={leave.error}
      act={() => leave.mutate()}
    />
  );
}
