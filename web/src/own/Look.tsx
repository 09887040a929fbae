// The way to another's money, as far as they share it.
import { Button } from "@mantine/core";
import type { Whose } from "~/api/whose";
import { t } from "~/language/t";
import { useLooking } from "./looking";

export function Look({ whose }: { whose: Whose }) {
  const look = useLooking();
  return (
    <Button loading={look.isPending} onClick={() => look.mutate(whose)}>
      {t("web.own.household.look", { name: whose.name })}
    </Button>
  );
}
