// A page that broke: says so, gives back what was typed on it, and leads on.
import { Button } from "@mantine/core";
import { useState } from "react";
import { t } from "~/language/t";
import css from "~/surface/surface.module.css";
import { useTitle } from "./title";
import { whatWasTyped } from "./typed";

export function Crash() {
  useTitle(t("web.crash.title"));
  // Read once, when the page broke: what is typed afterwards belongs elsewhere.
  const [typed] = useState(whatWasTyped);
  return (
    <div className={css.nowhere} role="alert">
      <h1>{t("web.crash.title")}</h1>
      <p>{t("web.crash.detail")}</p>
      {typed.length > 0 && <Typed typed={typed} />}
      <div className={css.ways}>
        <Button variant="filled" onClick={() => location.reload()}>
          {t("web.crash.reload")}
        </Button>
        {/* Not a link of the router: what broke may be the router's own. */}
        <Button component="a" href="/">
          {t("web.nowhere.home")}
        </Button>
      </div>
    </div>
  );
}

function Typed({ typed }: { typed: [string, string][] }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(typed.map(([name, text]) => `${name}: ${text}`).join("\n")).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <section>
      <h2>{t("web.crash.typed")}</h2>
      <dl className={css.figures}>
        {typed.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Button mt={16} onClick={copy}>
        {t(copied ? "web.crash.copied" : "web.crash.copy")}
      </Button>
    </section>
  );
}
