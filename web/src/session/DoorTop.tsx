// The top of the door: the bank's name, a way on beside it, and the languages; all of it comes at once.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { bankQuery } from "~/api/queries";
import { BankName } from "~/shell/BankName";
import { LanguageChoice } from "./LanguageChoice";
import css from "./session.module.css";

export function DoorTop({ children }: { children: ReactNode }) {
  const { isPending } = useQuery(bankQuery);
  return (
    <div className={css.doorTop}>
      <p className={css.bank}>
        <BankName />
      </p>
      {!isPending && children}
      <LanguageChoice />
    </div>
  );
}
