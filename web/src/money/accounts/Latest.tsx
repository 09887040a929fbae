// Beside the accounts on a desk, where there is room: what happened last on all of them.
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { homeQuery } from "~/api/queries";
import { Recent } from "~/home/Recent";

export function Latest() {
  const desk = useMediaQuery("(min-width: 60em)", true, { getInitialValueInEffect: false });
  const { data: home } = useQuery({ ...homeQuery, enabled: desk });
  if (!desk || !home?.recent.length) return null;
  return <Recent transactions={home.recent} today={home.as_of} />;
}
