// What the opening has in the router's place: a plain link to where the program's own would lead.
import { jsx, type Made } from "./still";

type Props = {
  to: string;
  params?: Record<string, string>;
  search?: (now: object) => Record<string, string>;
  resetScroll?: boolean;
  children?: Made;
  [name: string]: unknown;
};

export function Link({ to, params = {}, search, resetScroll: _, ...rest }: Props) {
  const path =
    to === "." ? location.pathname : to.replace(/\$(\w+)/g, (_, name: string) => params[name] ?? "");
  const asked = search ? `?${new URLSearchParams(search({}))}` : "";
  return jsx("a", { ...rest, href: path + asked });
}

export const useNavigate = () => () => {};
