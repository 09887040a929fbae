// A page that another role has: said calmly, with the way to one's own.
import { Link } from "@tanstack/react-router";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import surface from "~/surface/surface.module.css";
import css from "./office.module.css";
import { maySee, PLACES, type Place, useRights } from "./places";
import type { Role } from "./queries";

export function NotYours({ place, role }: { place: Place; role: Role }) {
  useTitle(t(place.label));
  const rights = useRights();
  const others = new Intl.ListFormat(document.documentElement.lang, { type: "disjunction" }).format(
    place.roles.map((each) => t(`web.office.role.${each}`)),
  );
  return (
    <div className={surface.nowhere}>
      <h1>{t("web.office.not-yours.title")}</h1>
      <p>
        {t("web.office.not-yours.detail", {
          place: t(place.label),
          roles: others,
          role: t(`web.office.role.${role}`),
        })}
      </p>
      <p className={css.notes}>{t("web.office.not-yours.yours")}</p>
      <ul className={css.yours}>
        {PLACES.filter((each) => maySee(each, rights)).map(({ to, label }) => (
          <li key={to}>
            <Link to={to} className={surface.more}>
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
