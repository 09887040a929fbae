// What must not be forgotten while it is so, above every page: that one looks at another's money, or came in by a code.
import { Button } from "@mantine/core";
import { IconEye, IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sessionQuery } from "~/api/queries";
import { useWhose } from "~/api/whose";
import { t } from "~/language/t";
import { useLooking } from "~/own/looking";
import surface from "~/surface/surface.module.css";
import css from "./session.module.css";

export function Bar() {
  const whose = useWhose();
  const { data: session } = useQuery(sessionQuery);
  const look = useLooking();
  if (whose)
    return (
      <section className={css.bar} aria-label={t("web.looking.label")}>
        <IconEye size={20} stroke={1.6} aria-hidden="true" />
        <p>{t(`web.looking.${whose.right}`, { name: whose.name })}</p>
        <Button loading={look.isPending} onClick={() => look.mutate(null)}>
          {t("web.looking.back")}
        </Button>
      </section>
    );
  if (session?.how !== "recovery") return null;
  return (
    <section className={css.bar} aria-label={t("web.signin.recover")}>
      <IconKey size={20} stroke={1.6} aria-hidden="true" />
      <p>{t("web.looking.recovery")}</p>
      <Link to="/recover" className={surface.action}>
        {t("web.looking.recovery.go")}
      </Link>
    </section>
  );
}
