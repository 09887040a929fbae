// The shape of what is coming, in its size, so that nothing moves when it comes.
import css from "./surface.module.css";

type Props = { width?: string; height: number; className?: string };

export const Bone = ({ width = "100%", height, className = "" }: Props) => (
  <span className={`${css.bone} ${className}`} style={{ width, height }} />
);

/** Rows of a list that is being loaded. */
export const BoneRows = ({ rows, height = 72 }: { rows: number; height?: number }) => (
  <div className={css.rows} aria-hidden="true">
    {Array.from({ length: rows }, (_, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have no other name
      <div key={at} className={css.boneRow} style={{ height }}>
        <Bone width={`${52 - (at % 3) * 9}%`} height={14} />
        <Bone width="72px" height={14} />
      </div>
    ))}
  </div>
);

/** Sections of a page that are shown together: so many rows in each. */
export const BoneSections = ({ rows, height = 84 }: { rows: number[]; height?: number }) => (
  <div aria-hidden="true">
    {rows.map((count, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: sections without content have no other name
      <div key={at} className={css.section}>
        <div className={css.heading}>
          <Bone width="11rem" height={22} />
        </div>
        <BoneRows rows={count} height={height} />
      </div>
    ))}
  </div>
);
