// Who is here, what they count in, how the pages look, and the way out.
import { Button, SegmentedControl } from "@mantine/core";
import { IconAdjustments, IconChevronRight, IconDoorExit, IconKey, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { sessionQuery } from "~/api/queries";
import { useIsDemo } from "~/demo/life";
import { useGuide, useIsGuided } from "~/home/guide";
import { t } from "~/language/t";
import { closeLayer, openLayer } from "~/shell/layers";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import { chooseScheme, type Scheme, useChosenScheme } from "~/theme/scheme";
import { CurrencyChoice } from "./CurrencyChoice";
import { LanguageChoice } from "./LanguageChoice";
import { useSignOut } from "./leave";
import { nameOf } from "./name";
import css from "./session.module.css";

export default function YouSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { data: session } = useQuery(sessionQuery);
  return (
    <Sheet title={nameOf(session)} opened={opened} onClose={onClose} short>
      <Pages />
      {session && <CurrencyChoice currency={session.customer.currency} />}
      <LanguageChoice heading />
      <SchemeChoice />
      <Others />
      <SignOut />
    </Sheet>
  );
}

const PAGES = [
  { to: "/you", label: "web.you.signing-in", icon: IconKey },
  { to: "/you/household", label: "web.you.household", icon: IconUsers },
  { to: "/you/data", label: "web.you.data", icon: IconAdjustments },
  { to: "/you/leave", label: "web.you.leave", icon: IconDoorExit },
] as const;

function Pages() {
  return (
    <nav className={css.pages} aria-label={t("web.you.pages")}>
      {PAGES.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={css.page} onClick={closeLayer}>
          <Icon size={20} stroke={1.6} aria-hidden="true" />
          <span>{t(label)}</span>
          <IconChevronRight size={18} stroke={1.6} aria-hidden="true" />
        </Link>
      ))}
    </nav>
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
  const out = useSignOut();
  return (
    <>
      {out.isError && <Trouble error={out.error} />}
      <Button fullWidth loading={out.isPending} onClick={() => out.mutate()}>
        {t("web.you.out")}
      </Button>
    </>
  );
}

/** In the demo: be somebody else, or see again what was put away. */
function Others() {
  const demo = useIsDemo();
  const guided = useIsGuided();
  const { again } = useGuide();
  const navigate = useNavigate();
  const show = () => {
    again();
    closeLayer();
    void navigate({ to: "/" });
  };
  return (
    <>
      {guided && (
        <Button fullWidth mb={12} onClick={show}>
          {t("web.guide.again")}
        </Button>
      )}
      {demo && (
        <Button fullWidth mb={12} onClick={() => openLayer("people")}>
          {t("web.people.switch")}
        </Button>
      )}
    </>
  );
}
