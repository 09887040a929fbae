// Where the card of the tour stands: beside what it speaks of, never over it where there is room.

type Rect = { left: number; top: number; width: number; height: number };
type Size = { width: number; height: number };

const GAP = 20;
const EDGE = 12;

const within = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most));

const shared = (a: Rect, b: Rect) =>
  Math.max(0, Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top));

/** The first place of right, left, below and above that covers nothing of `of`; else the one that covers least. */
export function beside(of: Rect, card: Size, room: Rect): { left: number; top: number } {
  const inside = ({ left, top }: { left: number; top: number }) => ({
    left: within(left, room.left + EDGE, Math.max(EDGE, room.left + room.width - card.width - EDGE)),
    top: within(top, room.top + EDGE, Math.max(EDGE, room.top + room.height - card.height - EDGE)),
  });
  const places = [
    { left: of.left + of.width + GAP, top: of.top },
    { left: of.left - card.width - GAP, top: of.top },
    { left: of.left, top: of.top + of.height + GAP },
    { left: of.left, top: of.top - card.height - GAP },
  ].map(inside);
  const covered = places.map((place) => shared(of, { ...place, ...card }));
  const best = covered.indexOf(Math.min(...covered));
  return places[best] ?? { left: EDGE, top: EDGE };
}
