// Codes of the server in plain words; a code that has none yet is shown as it is.
import texts from "@catalogue-office";
import { has, t } from "~/language/t";

const HAPPENED = "web.office.happened.";
/** Every event that has plain words, by its name in the log. */
export const EVENTS = Object.keys(texts)
  .filter((key) => key.startsWith(HAPPENED))
  .map((key) => key.slice(HAPPENED.length));

export const said = (of: string, code: string): string => {
  const key = `web.office.${of}.${code}`;
  return has(key) ? t(key) : code;
};
/** What an event of the log says. */
export const happened = (name: string) => said("happened", name);
