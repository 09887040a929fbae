// Who is here; a tap opens what can be set and the way out.
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "~/api/queries";
import { useMe } from "~/demo/life";
import { t } from "~/language/t";
import { ahead, later } from "~/shell/later";
import { openLayer } from "~/shell/layers";
import { nameOf } from "./name";
import css from "./session.module.css";

// A demo's own, as in Frame.tsx.
const Face = later(async () => ({ default: (await import("~/demo/Face")).Face }), {
  meanwhile: () => <span className={css.initial} />,
});
const load = () => import("./YouSheet");

export function You() {
  const { data: session } = useQuery(sessionQuery);
  const me = useMe();
  const name = session ? nameOf(session) : "";
  return (
    <button
      type="button"
      className={css.you}
      aria-haspopup="dialog"
      onPointerEnter={() => ahead(load)}
      onClick={() => openLayer("you")}
    >
      {me && !me.own ? (
        <Face traits={me.face} size={34} />
      ) : (
        <span className={css.initial} aria-hidden="true">
          {name.slice(0, 1)}
        </span>
      )}
      <span className={css.youName}>{name || t("web.you.title")}</span>
    </button>
  );
}
