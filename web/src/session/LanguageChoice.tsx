// The language one reads, each by its own name; what was typed and what is open stays as it is.
import { SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { askAnew, bankQuery } from "~/api/queries";
import { chooseLanguage, LANGUAGES, type Language, useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./session.module.css";

/** Shown where the bank offers more than one; at the door without a heading of its own. */
export function LanguageChoice({ heading = false }: { heading?: boolean }) {
  const client = useQueryClient();
  const language = useLanguage();
  const { data: bank } = useQuery(bankQuery);
  const choose = useMutation({
    mutationFn: chooseLanguage,
    onSuccess: () => askAnew(client),
  });
  const offered = (bank?.languages ?? []).filter((each): each is Language => each in LANGUAGES);
  if (offered.length < 2) return null;
  return (
    <div className={heading ? css.choice : css.tongues}>
      {heading && <h3>{t("web.you.language")}</h3>}
      <SegmentedControl
        fullWidth={heading}
        aria-label={t("web.you.language")}
        value={language}
        onChange={(value) => choose.mutate(value as Language)}
        data={offered.map((each) => ({ value: each, label: <span lang={each}>{LANGUAGES[each]}</span> }))}
      />
      {choose.isError && <Trouble error={choose.error} />}
    </div>
  );
}
