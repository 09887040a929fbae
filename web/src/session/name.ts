// What the one who is here is called; the visitor of a demo has no name but "you", in the reader's language.
import type { Session } from "~/api/types";
import { t } from "~/language/t";

export const nameOf = (session: Session | undefined): string =>
  !session || session.customer.persona === "you" ? t("web.you.title") : session.customer.name;
