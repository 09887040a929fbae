// How Mantine's parts are dressed: colours come from tokens.css, so a bank's own two colours reach them too.
import { createTheme } from "@mantine/core";
import dress from "./dress.module.css";

const gold = {
  filled: { background: "var(--gold)", hover: "var(--gold-hover)", color: "var(--on-gold)", border: "0" },
  default: {
    background: "transparent",
    hover: "var(--sunk)",
    color: "var(--ink)",
    border: "1px solid var(--edge)",
  },
  subtle: { background: "transparent", hover: "var(--wash)", color: "var(--gold)", border: "0" },
};

// Named, not imported: what a page does not use yet is not loaded with it.
export const theme = createTheme({
  fontFamily: "var(--sans)",
  defaultRadius: 12,
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver: ({ variant }) => gold[variant as keyof typeof gold] ?? gold.default,
  components: {
    Button: {
      defaultProps: { variant: "default" },
      classNames: { root: dress.button, label: dress.buttonLabel },
    },
    Input: { classNames: { input: dress.input } },
    InputWrapper: { classNames: { label: dress.label, error: dress.error, description: dress.hint } },
    SegmentedControl: {
      classNames: { root: dress.segments, label: dress.segment, indicator: dress.indicator },
    },
  },
});
