// The outline that the build writes into the page: the same shapes as the frame and home, without a program.
import { IconHome, IconWallet } from "@tabler/icons-react";
import { renderToStaticMarkup } from "react-dom/server";
import { HomeBones } from "~/home/HomeBones";
import { t } from "~/language/t";
import css from "./frame.module.css";

const Outline = ({ home }: { home: boolean }) => (
  <div className={`${css.frame} ${css.outline}`}>
    <header className={css.side}>
      <span className={css.wordmark}>{"\u00a0"}</span>
      <div className={css.places}>
        <span className={css.place} data-status={home ? "active" : undefined}>
          <IconHome size={22} stroke={1.6} aria-hidden="true" />
          {t("web.place.home")}
        </span>
        <span className={css.place}>
          <IconWallet size={22} stroke={1.6} aria-hidden="true" />
          {t("web.place.money")}
        </span>
      </div>
      <span className={css.youOutline} />
    </header>
    <main className={css.main}>{home && <HomeBones />}</main>
  </div>
);

export const outlines = () => ({
  home: renderToStaticMarkup(<Outline home />),
  plain: renderToStaticMarkup(<Outline home={false} />),
});
