// Waits until Home of one of the demo's people stands, then shows the tour if it is due.
import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { homeQuery } from "~/api/queries";
import { later } from "~/shell/later";
import { useLayer } from "~/shell/layers";
import { useMe } from "./life";
import { useTourIsDue } from "./tour";

const Tour = later(() => import("./Tour"));
const A_LOOK_FIRST = 1200;

export function TourWhenDue() {
  const due = useTourIsDue();
  const me = useMe();
  const free = useLayer() === null;
  const atHome = useRouterState({
    select: ({ location }) => location.pathname === "/" && !location.search.open,
  });
  const { data: home } = useQuery({ ...homeQuery, enabled: false });
  const ready = due && free && atHome && me !== undefined && !me.own && home !== undefined && !home.empty;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!ready) return setShown(false);
    const later = setTimeout(() => setShown(true), A_LOOK_FIRST);
    return () => clearTimeout(later);
  }, [ready]);
  return ready && shown && <Tour />;
}
