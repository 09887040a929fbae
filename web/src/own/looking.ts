// Going over to another's money, and back to one's own: nothing of the one stays in view of the other.
import { useMutation } from "@tanstack/react-query";
import { lookAt, type Whose } from "~/api/whose";
import { samePlace, useArrive } from "~/session/enter";

export function useLooking() {
  const arrive = useArrive();
  return useMutation({
    mutationFn: (whose: Whose | null) =>
      arrive({ begin: () => lookAt(whose), to: (path) => (whose ? "/" : samePlace(path)) }),
  });
}
