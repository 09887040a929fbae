// An address that leads nowhere: says so and shows the way back.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { t } from "~/language/t";
import css from "~/surface/surface.module.css";
import { openLayer } from "./layers";
import { useTitle } from "./title";

export function Nowhere() {
  useTitle(t("web.nowhere.title"));
  return (
    <div className={css.nowhere}>
      <h1>{t("web.nowhere.title")}</h1>
      <p>{t("web.nowhere.detail")}</p>
      <div className={css.ways}>
        <Link to="/" className={css.action}>
          {t("web.nowhere.home")}
        </Link>
        <Button onClick={() => openLayer("palette")}>{t("web.nowhere.search")}</Button>
      </div>
    </div>
  );
}
