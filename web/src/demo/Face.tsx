// A person's face, drawn from a few traits: no photograph, the same at every size and on both papers.
import { useId } from "react";
import css from "./demo.module.css";
import { drawn, shade, type Traits } from "./face";

type Props = { traits: Traits; size?: number };

/** Says nothing to a screen reader: the name stands beside it. */
export function Face({ traits, size = 56 }: Props) {
  const id = useId();
  const face = drawn(traits);
  const line = shade(face.skin, -0.42);
  const tired = face.years >= 55;
  return (
    <svg className={css.face} width={size} height={size} viewBox="0 0 100 100" aria-hidden="true">
      <clipPath id={id}>
        <circle cx="50" cy="50" r="50" />
      </clipPath>
      <g clipPath={`url(#${id})`} strokeLinecap="round" fill="none">
        <circle cx="50" cy="50" r="50" fill={face.clothes} fillOpacity="0.2" />
        {face.outline.back && <path d={face.outline.back} fill={shade(face.hair, -0.14)} />}
        <Body clothes={face.clothes} skin={face.skin} collar={face.collar} />
        <g fill={shade(face.skin, -0.09)}>
          <circle cx="28.5" cy="47" r="4.6" />
          <circle cx="71.5" cy="47" r="4.6" />
        </g>
        <path d="M28 43C28 28 37 21 50 21S72 28 72 43C72 58 63 70 50 70S28 58 28 43Z" fill={face.skin} />
        {face.beard && <Beard kind={face.beard} hair={face.brow} />}
        <g fill={shade(face.skin, -0.25)} fillOpacity="0.3">
          <circle cx="36.5" cy="54" r="4.2" />
          <circle cx="63.5" cy="54" r="4.2" />
        </g>
        {face.deep && (
          <g fill="#f3ece2">
            <ellipse cx="41" cy="46" rx="3.8" ry="3.1" />
            <ellipse cx="59" cy="46" rx="3.8" ry="3.1" />
          </g>
        )}
        <g fill="#2b2320">
          <ellipse cx="41" cy="46" rx="2.2" ry={tired ? 2 : 2.6} />
          <ellipse cx="59" cy="46" rx="2.2" ry={tired ? 2 : 2.6} />
        </g>
        <g stroke={shade(face.brow, -0.12)} strokeWidth="1.9">
          <path d="M36.5 40.5Q41 37.6 45 39.8" />
          <path d="M55 39.8Q59 37.6 63.5 40.5" />
        </g>
        <path d="M50 46.5Q53 52 49.3 53.5" stroke={line} strokeWidth="1.6" strokeOpacity="0.65" />
        <path
          d="M43.5 60Q50 65.5 56.5 60"
          stroke={face.deep ? "#f3ece2" : shade(face.skin, -0.58)}
          strokeWidth="2"
        />
        {tired && (
          <g stroke={line} strokeWidth="1.2" strokeOpacity="0.45">
            <path d="M34 50.5Q35.5 52 37.5 52.3M66 50.5Q64.5 52 62.5 52.3" />
            <path d="M39.5 57Q38.5 60 39.5 62.5M60.5 57Q61.5 60 60.5 62.5" />
            {face.years >= 66 && <path d="M43 31.5Q50 30 57 31.5" />}
          </g>
        )}
        {face.outline.front && <path d={face.outline.front} fill={face.hair} />}
        {face.glasses && (
          <Glasses square={face.glasses === "square"} line={face.deep ? "#d8c9b4" : "#34302e"} />
        )}
      </g>
    </svg>
  );
}

function Body({ clothes, skin, collar }: { clothes: string; skin: string; collar: number }) {
  const light = shade(clothes, 0.78);
  return (
    <>
      <path d="M10 104C10 85 27 77 42 75.5H58C73 77 90 85 90 104Z" fill={clothes} />
      <path d="M42 62H58V75Q58 83 50 83T42 75Z" fill={shade(skin, -0.16)} />
      {collar === 0 && (
        <path d="M41 74L50 85 59 74" stroke={light} strokeWidth="3.4" strokeLinejoin="round" />
      )}
      {collar === 1 && (
        <path d="M39.5 75.5Q50 88 60.5 75.5" stroke={shade(clothes, -0.24)} strokeWidth="3.6" />
      )}
      {collar === 2 && (
        <path d="M36 76L46 94 50 85 54 94 64 76 58.5 74 50 83 41.5 74Z" fill={shade(clothes, -0.26)} />
      )}
    </>
  );
}

function Beard({ kind, hair }: { kind: string; hair: string }) {
  if (kind === "moustache")
    return <path d="M41 58Q45.5 54 50 56.3Q54.5 54 59 58Q54 59.5 50 58.6Q46 59.5 41 58Z" fill={hair} />;
  if (kind === "goatee") return <path d="M43 62Q50 66.5 57 62Q58 71 50 72T43 62Z" fill={hair} />;
  return (
    <path
      d="M28 45C29 53 31 56 36 55.5C41 53.5 45 55 50 55.8C55 55 59 53.5 64 55.5C69 56 71 53 72 45C73 61 64 74 50 74S27 61 28 45Z"
      fill={hair}
      fillOpacity={kind === "stubble" ? 0.28 : 0.94}
    />
  );
}

const Glasses = ({ square, line }: { square: boolean; line: string }) => (
  <g stroke={line} strokeWidth="1.7">
    {square ? (
      <>
        <rect x="33.5" y="40.5" width="14" height="11" rx="3" />
        <rect x="52.5" y="40.5" width="14" height="11" rx="3" />
      </>
    ) : (
      <>
        <circle cx="41" cy="46" r="6.6" />
        <circle cx="59" cy="46" r="6.6" />
      </>
    )}
    <path d={square ? "M47.5 44.5Q50 43 52.5 44.5" : "M47.6 45Q50 43.2 52.4 45"} />
    <path d="M33.8 44.5L28.5 43.5M66.2 44.5L71.5 43.5" />
  </g>
);
