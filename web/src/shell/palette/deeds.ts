// What can be done from the palette, on any page.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { askAnew, bankQuery } from "~/api/queries";
import { useWhose } from "~/api/whose";
import { JUMPS, useDemo, useIsDemo, useLife, useMe } from "~/demo/life";
import { askForTour } from "~/demo/tour";
import { chooseLanguage, LANGUAGES, type Language, useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { FORMATS, useRead } from "~/money/imports/reading";
import { useSignOut } from "~/session/leave";
import { openLayer } from "~/shell/layers";
import { tellNote, tellTrouble } from "~/shell/note";
import { chooseScheme } from "~/theme/scheme";
import type { Choice } from "./choices";

type Deed = Omit<Choice, "group" | "id">;

const named = (deeds: Record<string, Deed | false>): Choice[] =>
  Object.entries(deeds).flatMap(([id, deed]) =>
    deed ? [{ ...deed, id: `do:${id}`, group: "do" as const }] : [],
  );

/** Lets one pick files without a field on the page. */
function pick(read: (files: File[]) => void) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = FORMATS;
  input.onchange = () => read([...(input.files ?? [])]);
  input.click();
}

/** All transactions as a table, to keep. */
function keepAll() {
  void import("~/money/transactions/Export")
    .then(({ saved }) => saved({}, "csv"))
    .then((name) => tellNote(t("web.export.done", { name })), tellTrouble);
}

/** Each other language that the bank offers, by its own name. */
function useLanguages(): Choice[] {
  const client = useQueryClient();
  const { data: bank } = useQuery(bankQuery);
  const now = useLanguage();
  const others = (bank?.languages ?? []).filter(
    (each): each is Language => each in LANGUAGES && each !== now,
  );
  const speak = (each: Language) => chooseLanguage(each).then(() => askAnew(client), tellTrouble);
  return named(
    Object.fromEntries(
      others.map((each) => [
        each,
        { label: LANGUAGES[each], words: t("web.you.language"), run: () => void speak(each) },
      ]),
    ),
  );
}

export function useDeeds(): Choice[] {
  const { read } = useRead();
  const { mutate: leave } = useSignOut();
  const whose = useWhose();
  const { data: bank } = useQuery(bankQuery);
  return [
    ...named({
      import: !whose && {
        label: t("web.palette.do.import"),
        words: t("web.palette.words.import"),
        run: () => pick(read),
      },
      export: { label: t("web.palette.do.export"), words: t("web.palette.words.export"), run: keepAll },
      print: {
        label: t("web.palette.do.print"),
        words: t("web.palette.words.print"),
        run: () => setTimeout(print, 350),
      },
      light: {
        label: t("web.palette.do.light"),
        words: t("web.you.scheme"),
        run: () => chooseScheme("light"),
      },
      dark: { label: t("web.palette.do.dark"), words: t("web.you.scheme"), run: () => chooseScheme("dark") },
      device: {
        label: t("web.palette.do.device"),
        words: t("web.you.scheme"),
        run: () => chooseScheme("auto"),
      },
      you: { label: t("web.palette.do.you"), words: t("web.you.currency"), run: () => openLayer("you") },
      out: bank?.demo ? false : { label: t("web.you.out"), run: () => leave() },
    }),
    ...useLanguages(),
    ...useDemoDeeds(),
  ];
}

function useDemoDeeds(): Choice[] {
  const isDemo = useIsDemo();
  const life = useDemo()?.life;
  const own = useMe()?.own;
  const { turn, jump } = useLife();
  if (!isDemo) return [];
  const words = t("web.palette.words.demo");
  const moves = life?.live && !own;
  return named({
    people: { label: t("web.people.switch"), words, first: true, run: () => openLayer("people") },
    tour: own ? false : { label: t("web.palette.do.tour"), words, run: askForTour },
    turn: moves
      ? {
          label: t(life.paused ? "web.demo.resume" : "web.demo.pause"),
          words,
          run: () => turn.mutate({ paused: !life.paused }),
        }
      : false,
    ...Object.fromEntries(
      JUMPS.map((to) => [
        to,
        moves ? { label: t(`web.palette.do.${to}`), words, run: () => jump.mutate(to) } : false,
      ]),
    ),
  });
}
