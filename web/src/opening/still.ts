// What the opening has in React's place: each part is called once and becomes plain elements. Nothing in them moves.

export type Made = Node | string | number | boolean | null | undefined | Made[];
type Props = { children?: Made; [name: string]: unknown };
type Part = string | ((props: Props) => Made);

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "path"]);
/** Attributes that say "false"; all others are left out then. */
const SAYS = /^(aria|data)-/;

const nodes = (made: Made): (Node | string)[] => {
  if (Array.isArray(made)) return made.flatMap(nodes);
  if (made === null || made === undefined || typeof made === "boolean") return [];
  return [made instanceof Node ? made : String(made)];
};

/** Puts what was made into an element, in place of what is there. */
export const put = (into: Element, ...made: Made[]) => into.replaceChildren(...nodes(made));

function dress(element: Element, name: string, value: unknown): void {
  if (name === "style") Object.assign((element as HTMLElement).style, value);
  else if (name === "className") element.setAttribute("class", String(value));
  else if (SAYS.test(name)) element.setAttribute(name, String(value));
  else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
}

const isText = (name: string, value: unknown) =>
  name !== "children" &&
  name !== "ref" &&
  value !== undefined &&
  value !== null &&
  typeof value !== "function";

/** The runtime that JSX is compiled for. */
export function jsx(type: Part, props: Props): Made {
  if (typeof type === "function") return type(props);
  const element = DRAWN.has(type) ? document.createElementNS(SVG, type) : document.createElement(type);
  for (const [name, value] of Object.entries(props)) if (isText(name, value)) dress(element, name, value);
  put(element, props.children);
  return element;
}
export const jsxs = jsx;
export const Fragment = ({ children }: Props) => children;

// Of React's hooks those that the opening's parts use, for the one time that they are called.
let ids = 0;
const nothing = () => {};
const begun = <T>(first: T | (() => T)) => (first instanceof Function ? first() : first);
export const useId = () => `opening-${++ids}`;
export const useState = <T>(first: T | (() => T)) => [begun(first), nothing] as const;
export const useRef = <T>(current: T) => ({ current });
export const useEffect = nothing;
export const useSyncExternalStore = <T>(_: unknown, read: () => T) => read();
