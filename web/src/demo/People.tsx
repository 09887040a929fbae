// Who one could be, over the page one is on; the page stays, the person changes.
import { Button } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { t } from "~/language/t";
import { useEnter } from "~/session/enter";
import { Bone } from "~/surface/Bones";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import css from "./demo.module.css";
import { useDemo, useMe } from "./life";
import { PeopleList } from "./PeopleList";

export default function People({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const demo = useDemo();
  const me = useMe();
  const enter = useEnter();
  const step = (id: string) => (id === me?.id ? onClose() : enter.mutate(id, { onSuccess: onClose }));
  const own = demo?.people.find((person) => person.own);
  return (
    <Sheet title={t("web.people.switch")} opened={opened} onClose={onClose}>
      {enter.isError && <Trouble error={enter.error} />}
      {!demo && <Bone height={320} />}
      {own && (
        <Button
          fullWidth
          leftSection={<IconFileText size={20} stroke={1.6} aria-hidden="true" />}
          aria-current={own.id === me?.id || undefined}
          disabled={enter.isPending}
          onClick={() => step(own.id)}
        >
          {t("web.signin.own.title")}
        </Button>
      )}
      {demo && (
        <div className={css.narrow}>
          <PeopleList
            people={demo.people}
            here={me?.id}
            busy={enter.isPending ? enter.variables : undefined}
            enter={step}
          />
        </div>
      )}
    </Sheet>
  );
}
