// The texts of the pages about oneself: signing in, household, consent, leaving; they come with these pages.
import { learn } from "~/language/reader";

const TEXTS = { en: () => import("@catalogue-own"), de: () => import("@catalogue-own-de") };

export const readTexts = () => learn(TEXTS);
