// The title of the window: what one is looking at, then whose it is.
import { useEffect } from "react";
import { t } from "~/language/t";

export function useTitle(page: string) {
  useEffect(() => {
    document.title = t("web.frame.title", { page });
  }, [page]);
}
