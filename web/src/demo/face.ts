// What a drawn face is made of: the colours and outlines behind the names that the server says.

/** How a person looks. The names are open: one that is unknown here still gives a face. */
export type Traits = {
  skin: string;
  hair: string;
  hair_colour: string;
  glasses: string;
  beard: string;
  clothes: string;
  age: number | null;
};

// Colours of people, not of the interface: they stay the same on light and dark paper.
const SKIN: Record<string, string> = {
  porcelain: "#F6DCCB",
  fair: "#F3D3BC",
  light: "#EFC7A6",
  medium: "#DFAE86",
  olive: "#D2A679",
  tan: "#C68E62",
  brown: "#A86F46",
  dark: "#80502F",
  deep: "#6B432A",
};
const HAIR: Record<string, string> = {
  black: "#2A2422",
  brown: "#5B3C29",
  dark_brown: "#40291D",
  chestnut: "#7A4A2B",
  auburn: "#8A4528",
  red: "#B4592D",
  ginger: "#C2692F",
  blond: "#D8B26A",
  sandy: "#B58E57",
  grey: "#A5A19B",
  silver: "#C4C2BE",
  white: "#E4E0D9",
};
const CLOTHES: Record<string, string> = {
  green: "#3F7A61",
  sage: "#7C9A7E",
  blue: "#3F6C94",
  navy: "#2F4560",
  teal: "#2E7C80",
  rust: "#A8553A",
  red: "#A8453F",
  ochre: "#C08A2E",
  yellow: "#CDA23B",
  gold: "#B98A2C",
  plum: "#7B4B6E",
  purple: "#6D5590",
  rose: "#BD7382",
  pink: "#C9818F",
  grey: "#6B7680",
  charcoal: "#434C54",
  black: "#33383D",
  sand: "#B9A17C",
  brown: "#80614A",
  white: "#D9D4CA",
  orange: "#C47635",
};

/** Always the same number for the same word: what is not known by name is chosen by it. */
const chosenBy = (word: string, of: number) =>
  [...word].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % of;

function colour(of: Record<string, string>, name: string): string {
  const all = Object.values(of);
  return of[name] ?? (all[chosenBy(name, all.length)] as string);
}

/** A colour made darker (below 0) or lighter, by a part of the way. */
export function shade(hex: string, by: number): string {
  const to = by < 0 ? 0 : 255;
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(part + (to - part) * Math.abs(by))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

type Cut = {
  /** Behind head and shoulders. */
  back?: string;
  /** Over the forehead. */
  front?: string;
};

/** Outlines in a square of 100; the head stands from 28 to 72 and from 21 to 70. */
const CUTS: Record<string, Cut> = {
  bald: {},
  buzz: { front: "M28.5 41C27 25 37 17.5 50 17.5S73 25 71.5 41C69 31 62 26.5 50 26.5S31 31 28.5 41Z" },
  short: {
    front:
      "M27.5 44C24 24 35 13 51 13.5C67 13 76 25 72.5 44C71 37 68.5 33 64 30.5C56 34 44 31.5 38 28.5C32 31 29 37 27.5 44Z",
  },
  parted: {
    front:
      "M27.5 45C24 25 34 14 48 14.5C66 12 77 26 72.5 45C71 36 66 30 57 27C50 25 44 24 40 24C33 29 29 36 27.5 45Z",
  },
  quiff: {
    front:
      "M28 44C25 31 29 22 36 18C42 8 62 8 68 15C75 22 74 34 72 44C70 36 67 32 63 29C53 31 43 30 36 28C31 32 29 38 28 44Z",
  },
  curly: {
    back: "M26 46a9 9 0 0 1-1-15a10 10 0 0 1 8-13a12 12 0 0 1 17-6a12 12 0 0 1 17 6a10 10 0 0 1 8 13a9 9 0 0 1-1 15Z",
    front:
      "M28 41a7 7 0 0 1 3-11a8 8 0 0 1 9-8a9 9 0 0 1 11-3a9 9 0 0 1 10 4a8 8 0 0 1 8 8a7 7 0 0 1 3 10C70 34 64 31 58 31C50 33 40 31 35 32C31 34 29 37 28 41Z",
  },
  afro: {
    back: "M50 6C72 5 86 20 84 40C83 54 75 62 66 63H34C25 62 17 54 16 40C14 20 28 5 50 6Z",
    front: "M27 43C26 26 36 18 50 18S74 26 73 43C70 35 61 30 50 30S30 35 27 43Z",
  },
  bob: {
    back: "M50 11C71 11 80 26 78 46C78 56 77 63 74 67C66 70 34 70 26 67C23 63 22 56 22 46C20 26 29 11 50 11Z",
    front:
      "M27.5 47C26 29 35 18 50 18S74 29 72.5 47C71 37 67 31 60 28C52 33 38 34 32 33C29 37 28 41 27.5 47Z",
  },
  long: {
    back: "M50 11C72 11 80 27 79 48C79 66 83 80 84 92H16C17 80 21 66 21 48C20 27 28 11 50 11Z",
    front: "M27.5 50C25 29 35 17 50 17S75 29 72.5 50C71 38 63 30 50 26C37 30 29 38 27.5 50Z",
  },
  wavy: {
    back: "M50 11C72 10 82 26 79 42C84 50 77 56 82 64C85 72 79 78 81 86H19C21 78 15 72 18 64C23 56 16 50 21 42C18 26 28 10 50 11Z",
    front:
      "M27.5 48C25 30 34 18 50 18S74 29 72.5 48C72 40 68 35 62 32C57 27 50 25 45 26C42 33 32 34 27.5 48Z",
  },
  ponytail: {
    back: "M64 16C78 12 92 24 88 44C87 58 80 68 76 76C74 62 76 50 72 38ZM50 13C70 13 76 28 74 44H26C24 28 30 13 50 13Z",
    front: "M27.5 45C25 28 35 17 50 17S75 28 72.5 45C70 34 62 28 54 25C44 26 31 34 27.5 45Z",
  },
  bun: {
    back: "M50 2a11 11 0 0 1 9 17.5C70 21 76 31 74 45H26C24 31 30 21 41 19.5A11 11 0 0 1 50 2Z",
    front: "M27.5 45C25 28 35 18 50 18S75 28 72.5 45C69 33 60 27 50 27S31 33 27.5 45Z",
  },
  braids: {
    back: "M50 12C71 12 79 27 77 46L82 58 78 66 82 74 77 86 70 78 72 60H28L30 78 23 86 18 74 22 66 18 58 23 46C21 27 29 12 50 12Z",
    front: "M27.5 46C25 28 35 17 50 17S75 28 72.5 46C70 34 60 27 50 24C40 27 30 34 27.5 46Z",
  },
  receding: {
    front:
      "M27 48C25 38 26 30 31 25C31 32 30 40 29.5 47ZM73 48C75 38 74 30 69 25C69 32 70 40 70.5 47ZM38 19C45 15.5 55 15.5 62 19C58 21 42 21 38 19Z",
  },
  scarf: {
    back: "M50 9C74 9 82 28 80 50C80 66 84 76 87 90H13C16 76 20 66 20 50C18 28 26 9 50 9Z",
    front:
      "M27 47C25 26 36 15 50 15S75 26 73 47C73 33 64 26.5 50 26.5S27 33 27 47ZM27.5 47C29 62 38 73 50 73S71 62 72.5 47C76 62 72 82 50 83C28 82 24 62 27.5 47Z",
  },
};
const FALLBACK = ["short", "bob", "curly", "parted", "wavy", "quiff"];
const cut = (name: string) =>
  CUTS[name] ?? (CUTS[FALLBACK[chosenBy(name, FALLBACK.length)] as string] as Cut);

const given = (name: string) => (name === "none" ? "" : name);

/** The traits as colours and outlines. */
export const drawn = (traits: Traits) => ({
  skin: colour(SKIN, traits.skin),
  // A headscarf is cloth, not hair.
  hair:
    traits.hair === "scarf" ? shade(colour(CLOTHES, traits.clothes), 0.25) : colour(HAIR, traits.hair_colour),
  brow: colour(HAIR, traits.hair_colour),
  clothes: colour(CLOTHES, traits.clothes),
  outline: cut(traits.hair),
  glasses: given(traits.glasses),
  beard: given(traits.beard),
  years: traits.age ?? 40,
  /** Lines that are darker than the skin would not be seen on it. */
  deep: traits.skin === "deep" || traits.skin === "dark",
  collar: chosenBy(traits.clothes, 3),
});
