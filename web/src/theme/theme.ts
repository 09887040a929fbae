// How Mantine's parts are dressed: colours come from tokens.css, so a bank's own two colours reach them too.
import { Button, createTheme, Drawer, Input, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import dress from "./dress.module.css";

const gold = {
  filled: { background: "var(--gold)", hover: "var(--gold-hover)", color: "var(--on-gold)", border: "0" },
  default: { background: "transparent", hover: "var(--sunk)", color: "var(--ink)", border: "1px solid var(--edge)" },
  subtle: { background: "transparent", hover: "var(--wash)", color: "var(--gold)", border: "0" },
};

export const theme = createTheme({
  fontFamily: "var(--sans)",
  defaultRadius: 12,
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver: ({ variant }) => gold[variant as keyof typeof gold] ?? gold.default,
  components: {
    Button: Button.extend({ defaultProps: { variant: "default" }, classNames: { root: dress.button } }),
    Input: Input.extend({ classNames: { input: dress.input } }),
    TextInput: TextInput.extend({ classNames: { label: dress.label, error: dress.error, description: dress.hint } }),
    NativeSelect: NativeSelect.extend({ classNames: { label: dress.label, error: dress.error } }),
    SegmentedControl: SegmentedControl.extend({ classNames: { root: dress.segments, label: dress.segment, indicator: dress.indicator } }),
    // The page is held still by ground.css: the library's own way writes a style element, which the CSP forbids.
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false } }),
  },
});
