// An invitation into the household: made when asked for, shown once, to copy.
import { Button, TextInput } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "~/api/client";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";

/** After the mark, so that no server and no log is ever told it. */
const linkOf = (token: string) => `${location.origin}/you/household#${token}`;

/** Held by the page: the household begins with it, and what the page shows changes, but the link is shown only once. */
export const useInvite = () =>
  useMutation({
    mutationFn: () => answer(api.POST("/api/household/invitations")),
    gcTime: 0,
  });
type Props = { invite: ReturnType<typeof useInvite>; first?: boolean };

export function Invite({ invite, first = false }: Props) {
  const client = useQueryClient();
  const [said, setSaid] = useState("");
  const { data } = invite;
  const copy = (link: string) =>
    navigator.clipboard.writeText(link).then(
      () => setSaid(t("web.own.copied")),
      () => setSaid(t("web.own.copied.not")),
    );
  if (!data)
    return (
      <>
        {!first && <p className={css.calm}>{t("web.own.invite.lead")}</p>}
        {invite.isError && <Trouble error={invite.error} />}
        <Button
          variant={first ? "filled" : "default"}
          loading={invite.isPending}
          onClick={() => invite.mutate()}
        >
          {t("web.own.invite.make")}
        </Button>
      </>
    );
  const link = linkOf(data.token);
  return (
    <div className={css.invite}>
      <TextInput
        label={t("web.own.invite.link")}
        description={t("web.own.invite.until", { when: instant(data.expires) })}
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={css.ways}>
        <Button
          variant="filled"
          leftSection={<IconCopy size={18} stroke={1.6} aria-hidden="true" />}
          onClick={() => copy(link)}
        >
          {t("web.own.copy")}
        </Button>
        <Button
          variant="subtle"
          onClick={() => {
            invite.reset();
            void client.invalidateQueries({ queryKey: ["household"] });
          }}
        >
          {t("web.own.invite.given")}
        </Button>
      </div>
      <p role="status" className={css.said}>
        {said}
      </p>
    </div>
  );
}
