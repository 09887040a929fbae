// The household: who is in it, what each shares, inviting, joining, leaving; and a look at what others share.
import { useQuery } from "@tanstack/react-query";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Invite, useInvite } from "./Invite";
import { Join } from "./Join";
import { LeaveHousehold } from "./LeaveHousehold";
import { Look } from "./Look";
import css from "./own.module.css";
import { householdQuery, type Member } from "./queries";
import { Sharing } from "./Sharing";
import { Coming } from "./SigningIn";

export function Household() {
  useTitle(t("web.you.household"));
  const household = useQuery(householdQuery);
  const members = household.data;
  const invite = useInvite();
  return (
    <div className={surface.column}>
      <h1>{t("web.you.household")}</h1>
      <p className={css.lead}>{t("web.own.household.lead")}</p>
      {!members && <Coming of={household} rows={3} />}
      {members?.length === 0 && <Alone invite={invite} />}
      {members && members.length > 0 && <Together members={members} invite={invite} />}
    </div>
  );
}

type Inviting = { invite: ReturnType<typeof useInvite> };

const Alone = ({ invite }: Inviting) => (
  <>
    <Section title={t("web.own.invite.title")}>
      <p className={css.calm}>{t("web.own.household.none")}</p>
      <Invite invite={invite} first />
    </Section>
    <Section title={t("web.own.join.title")}>
      <Join />
    </Section>
  </>
);

function Together({ members, invite }: Inviting & { members: Member[] }) {
  const me = members.find(({ you }) => you);
  return (
    <>
      <Section title={t("web.own.household.who")}>
        <ul className={surface.rows}>
          {members.map((member) => (
            <li key={member.id} className={css.row}>
              <div className={css.rowHead}>
                <h3 className={css.rowName}>
                  {member.you ? t("web.own.household.you", { name: member.name }) : member.name}
                </h3>
                <p className={css.rowAbout}>
                  {t(`web.own.shares.${member.you ? "you" : "they"}.${member.shares}`)}
                  {` · ${t("web.own.household.since", { date: day(member.joined) })}`}
                </p>
              </div>
              {!member.you && member.shares !== "nothing" && (
                <div className={css.rowWays}>
                  <Look whose={{ id: member.id, name: member.name, right: member.shares }} />
                </div>
              )}
            </li>
          ))}
        </ul>
      </Section>
      {me && (
        <Section title={t("web.own.sharing.title")}>
          <Sharing key={me.shares} shares={me.shares} />
        </Section>
      )}
      <Section title={t("web.own.invite.title")}>
        <Invite invite={invite} />
      </Section>
      <Section title={t("web.own.household.leave.title")}>
        <p className={css.calm}>{t("web.own.household.leave.lead")}</p>
        <LeaveHousehold />
      </Section>
    </>
  );
}
