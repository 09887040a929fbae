// The texts of the office: they come with it, beside its pages.
import { learn } from "~/language/reader";

const TEXTS = { en: () => import("@catalogue-office"), de: () => import("@catalogue-office-de") };

export const readTexts = () => learn(TEXTS);
