// The bank's own face: its logo where it has one, otherwise its name.
import { useQuery } from "@tanstack/react-query";
import { bankQuery } from "~/api/queries";
import css from "./frame.module.css";

export function BankName() {
  const { data: bank } = useQuery(bankQuery);
  if (bank?.logo) return <img className={css.logo} src={bank.logo} alt={bank.name} height={28} />;
  return <>{bank?.name ?? "\u00a0"}</>;
}
