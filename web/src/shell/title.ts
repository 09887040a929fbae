// The title of the window: what one is looking at, then the bank's name.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { bankQuery } from "~/api/queries";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";

/** Shows the page again, too, when the language changes. */
export function useTitle(page: string) {
  const language = useLanguage();
  const { data: bank } = useQuery(bankQuery);
  const name = bank?.name ?? "Florin";
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = t("web.frame.title", { page, bank: name });
  }, [page, name, language]);
}
