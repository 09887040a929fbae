// Three steps through a person's Home: what they have, what we suggest and why, and the day that goes on.
import { Button } from "@mantine/core";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { type Key, t } from "~/language/t";
import css from "./demo.module.css";
import { endTour } from "./tour";

type Step = { at: string; title: Key; text: Key };

const STEPS: Step[] = [
  { at: "[data-tour=have], #have", title: "web.tour.have.title", text: "web.tour.have.text" },
  {
    at: "[data-tour=suggested], main article",
    title: "web.tour.suggested.title",
    text: "web.tour.suggested.text",
  },
  { at: "[data-tour=demo]", title: "web.tour.demo.title", text: "web.tour.demo.text" },
];

const find = (step: Step | undefined) => (step ? document.querySelector<HTMLElement>(step.at) : null);

/** Rings what the step speaks of and brings it into sight, above the card. */
function usePointing(step: Step | undefined) {
  useLayoutEffect(() => {
    const target = find(step);
    if (!target) return;
    target.dataset.pointed = "";
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const tall = target.offsetHeight > innerHeight * 0.4;
    target.scrollIntoView({ block: tall ? "start" : "center", behavior: calm ? "auto" : "smooth" });
    return () => {
      delete target.dataset.pointed;
    };
  }, [step]);
}

export default function Tour() {
  const [steps] = useState(() => STEPS.filter(find));
  const [at, setAt] = useState(0);
  const step = steps[at];
  const card = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  const id = useId();
  usePointing(step);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the card takes the focus anew with each step
  useEffect(() => card.current?.focus({ preventScroll: true }), [at]);
  useEffect(() => {
    if (steps.length === 0) endTour();
    const leave = (event: KeyboardEvent) => event.key === "Escape" && end();
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  });
  const end = () => {
    endTour();
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  };
  if (!step) return null;
  const last = at === steps.length - 1;
  return (
    <div
      ref={card}
      role="dialog"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}text`}
      tabIndex={-1}
      className={css.tour}
    >
      <h2 id={`${id}title`}>{t(step.title)}</h2>
      <p id={`${id}text`}>{t(step.text)}</p>
      <div className={css.tourEnd}>
        <span className={css.tourAt}>{t("web.tour.at", { n: at + 1, of: steps.length })}</span>
        {!last && (
          <Button variant="subtle" onClick={end}>
            {t("web.tour.skip")}
          </Button>
        )}
        <Button variant="filled" onClick={() => (last ? end() : setAt(at + 1))}>
          {t(last ? "web.tour.end" : "web.tour.next")}
        </Button>
      </div>
    </div>
  );
}
