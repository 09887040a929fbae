// The part of the door for who has a passkey, with the way back in for who has lost it.
import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "~/language/t";
import { readTexts } from "~/own/texts";
import surface from "~/surface/surface.module.css";
import { CeremonyTrouble } from "./CeremonyTrouble";
import { begun, useArrive } from "./enter";
import css from "./session.module.css";

/** `alone`: there is no other way in, and who may come is said. */
export function PasskeyDoor({ back, alone }: { back: string; alone: boolean }) {
  const arrive = useArrive();
  const enter = useMutation({
    mutationFn: async () => {
      await readTexts();
      return (await import("./passkey")).signIn();
    },
    onSuccess: (session) => arrive({ begin: begun(session), to: () => back }),
  });
  return (
    <div className={css.keyDoor} data-alone={alone || undefined}>
      <div className={css.keyWays}>
        <Button
          variant={alone ? "filled" : "default"}
          leftSection={<IconKey size={18} stroke={1.6} aria-hidden="true" />}
          loading={enter.isPending}
          onClick={() => enter.mutate()}
        >
          {t("web.signin.passkey")}
        </Button>
        <Link to="/recover" className={surface.more}>
          {t("web.signin.recover")}
        </Link>
      </div>
      {enter.isError && <CeremonyTrouble error={enter.error} />}
      {alone && <p className={css.small}>{t("web.signin.invited")}</p>}
    </div>
  );
}
