// Where the money lies.
import { Link } from "@tanstack/react-router";
import type { Account } from "~/api/types";
import { useWhose } from "~/api/whose";
import { t } from "~/language/t";
import { AccountRow } from "~/money/accounts/AccountRow";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";

export function Accounts({ accounts }: { accounts: Account[] }) {
  const whose = useWhose();
  return (
    <Section
      title={t("web.home.accounts")}
      aside={
        !whose && (
          <Link to="/money/import" className={surface.more}>
            {t("web.home.accounts.add")}
          </Link>
        )
      }
    >
      <ul className={surface.rows}>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} />
        ))}
      </ul>
    </Section>
  );
}
