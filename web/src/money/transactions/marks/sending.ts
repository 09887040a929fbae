// Files on their way to a transaction, one after the other; what did not arrive is kept to be sent again.
import { useEffect, useRef, useState } from "react";
import { useAttach } from "./writing";

const MOST_BYTES = 5 * 1024 * 1024;
export type Sending = { key: number; file: File; error?: unknown };

export function useSending(id: string) {
  const [sending, setSending] = useState<Sending[]>([]);
  const key = useRef(0);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const attach = useAttach(id);
  const put = (one: Sending) => setSending((now) => now.map((each) => (each.key === one.key ? one : each)));
  const forget = ({ key: gone }: Sending) => setSending((now) => now.filter((each) => each.key !== gone));
  const go = (one: Sending) => {
    line.current = line.current
      .then(() => attach.mutateAsync(one.file))
      .then(
        () => forget(one),
        (error) => put({ ...one, error }),
      );
  };
  const send = (files: File[]) => {
    const fresh = files.map((file): Sending => {
      key.current += 1;
      return { key: key.current, file, ...(file.size > MOST_BYTES ? { error: "large" } : {}) };
    });
    setSending((now) => [...now, ...fresh]);
    for (const one of fresh) if (!one.error) go(one);
  };
  const retry = (one: Sending) => {
    const again = { key: one.key, file: one.file };
    put(again);
    go(again);
  };
  return { sending, send, retry, forget };
}

const bringsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** While this is on the page, files that are dropped anywhere come here; whether one is held over it. */
export function useDrop(take: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const taking = useRef(take);
  taking.current = take;
  useEffect(() => {
    const hold = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => !event.relatedTarget && setOver(false);
    const drop = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      taking.current([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener("dragover", hold);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", hold);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return over;
}
