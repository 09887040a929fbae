// For who has no statement at hand: an example, read like any other file, or kept to look at.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Problem } from "~/api/problem";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./imports.module.css";
import { useRead } from "./reading";

const PATH = "/api/sample-statement";

async function fetchSample(): Promise<File> {
  const response = await fetch(PATH);
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  const named = /filename="?([^";]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return new File([await response.blob()], named ?? "example-statement.ofx");
}

export function SampleStatement() {
  const { read } = useRead();
  const sample = useMutation({ mutationFn: fetchSample, onSuccess: (file) => read([file]) });
  return (
    <div className={css.sample}>
      <p>{t("web.import.sample.lead")}</p>
      <div className={css.sampleActions}>
        <Button loading={sample.isPending} onClick={() => sample.mutate()}>
          {t("web.import.sample.try")}
        </Button>
        <a href={PATH} download className={css.quietLink}>
          {t("web.import.sample.keep")}
        </a>
      </div>
      {sample.isError && <Trouble error={sample.error} />}
    </div>
  );
}
