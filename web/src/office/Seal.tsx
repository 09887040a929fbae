// How far the trail is sealed, and whether anybody has looked if it still holds. Nothing is called sound unchecked.
import { useQuery } from "@tanstack/react-query";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { Trouble } from "~/surface/Trouble";
import css from "./office.module.css";
import { type AuditState, auditStateQuery } from "./queries";
import { said } from "./said";

export function Seal() {
  const { data, error, refetch } = useQuery(auditStateQuery);
  if (error && !data) return <Trouble error={error} again={() => refetch()} />;
  if (!data)
    return (
      <div className={css.seal}>
        <BoneRows rows={2} height={44} />
      </div>
    );
  return (
    <div className={css.seal}>
      <p className={css.sentence}>{sealed(data)}</p>
      <p className={css.notes}>{waiting(data)}</p>
      <Checked check={data.verification} />
    </div>
  );
}

const sealed = ({ record, sealed: at }: AuditState) =>
  record && at ? t("web.office.seal.to", { record, time: instant(at) }) : t("web.office.seal.none");

const waiting = ({ waiting: n, more, records }: AuditState) =>
  `${t("web.office.seal.records", { n: records })} ${t(more ? "web.office.seal.more" : "web.office.seal.waiting", { n })}`;

function Checked({ check }: { check: AuditState["verification"] }) {
  if (!check) return <p className={css.check}>{t("web.office.check.never")}</p>;
  const at = { time: instant(check.time), n: check.records };
  if (check.ok)
    return (
      <p className={css.check} data-ok="">
        {t("web.office.check.ok", at)}
      </p>
    );
  const bad = check.first_bad;
  return (
    <p className={css.check} data-bad="">
      {t("web.office.check.bad", at)} {bad && first(bad)}
    </p>
  );
}

/** The first thing that was wrong, by what it has a number of. */
function first({
  record,
  seal,
  entry,
  why,
}: NonNullable<NonNullable<AuditState["verification"]>["first_bad"]>) {
  const which = record
    ? t("web.office.check.record", { id: record })
    : seal
      ? t("web.office.check.seal", { id: seal })
      : entry
        ? t("web.office.check.entry", { id: entry })
        : t("web.office.check.chain");
  return t("web.office.check.first", { which, why: said("why", why.replaceAll(" ", "-")) });
}
