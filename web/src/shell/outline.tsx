// The outline that the build writes into the page: the same shapes as the frame and home, without a program.

import en from "@catalogue";
import de from "@catalogue-de";
import { IconHome, IconWallet } from "@tabler/icons-react";
import { renderToStaticMarkup } from "react-dom/server";
import demo from "~/demo/demo.module.css";
import { HomeBones } from "~/home/HomeBones";
import { Outlined, outlineIn } from "~/language/Outlined";
import css from "./frame.module.css";

outlineIn({ en, de });

const Outline = ({ home }: { home: boolean }) => (
  <>
    <div className={`${demo.strip} ${css.outline}`} />
    <div className={`${css.frame} ${css.outline}`}>
      <header className={css.side}>
        <span className={css.wordmark}>{"\u00a0"}</span>
        <span className={css.openerOutline} />
        <div className={css.places}>
          <span className={css.place} data-status={home ? "active" : undefined}>
            <IconHome size={22} stroke={1.6} aria-hidden="true" />
            <Outlined text="web.place.home" />
          </span>
          <span className={css.place}>
            <IconWallet size={22} stroke={1.6} aria-hidden="true" />
            <Outlined text="web.place.money" />
          </span>
        </div>
        <span className={css.youOutline} />
      </header>
      <main className={css.main}>{home && <HomeBones />}</main>
    </div>
  </>
);

export const outlines = () => ({
  home: renderToStaticMarkup(<Outline home />),
  plain: renderToStaticMarkup(<Outline home={false} />),
});
