// Whoever comes to the office goes on to what their role is there for.
import { Navigate, useSearch } from "@tanstack/react-router";
import { maySee, PLACES, useRights } from "./places";

export function First() {
  const asked = useSearch({ from: "/office/" });
  const rights = useRights();
  const first = PLACES.find((place) => maySee(place, rights));
  if (!first) return null;
  if (first.to !== "/office/customers") return <Navigate to={first.to} replace />;
  const search = Object.keys(asked).length ? asked : { trouble: true };
  return <Navigate to={first.to} search={search} replace />;
}
