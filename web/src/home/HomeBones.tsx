// The outline of home, in its size, while it is loaded; the build writes the same outline into the page.
import { Outlined } from "~/language/Outlined";
import { Bone, BoneRows } from "~/surface/Bones";
import surface from "~/surface/surface.module.css";
import css from "./home.module.css";

const Heading = () => (
  <div className={surface.heading}>
    <Bone width="11rem" height={22} />
  </div>
);

export const SuggestedBones = () => (
  <div className={surface.section}>
    <Heading />
    <div className={css.boneCard}>
      <Bone width="8rem" height={32} />
      <Bone width="70%" height={20} />
      <Bone height={48} />
      <Bone width="9rem" height={44} />
    </div>
  </div>
);

export const SecondBones = () => (
  <div className={css.second}>
    <div className={surface.section}>
      <Heading />
      <BoneRows rows={1} height={88} />
    </div>
    <div className={css.boneMonth}>
      <Bone width="10rem" height={16} />
      <Bone width="100%" height={28} />
    </div>
    <div className={surface.section}>
      <Heading />
      <BoneRows rows={5} />
    </div>
  </div>
);

export function HomeBones() {
  return (
    <div className={css.home} aria-busy="true">
      <div className={css.first}>
        <p className={`${css.haveLabel} ${css.boneLabel}`}>
          <Outlined text="web.home.at-hand" />
        </p>
        <div className={css.boneLarge}>
          <Bone width="min(78%, 25rem)" height={0} className={css.boneNumber} />
        </div>
        <div className={css.boneCourse}>
          <Bone height={2} />
        </div>
        <div className={surface.section}>
          <Heading />
          <BoneRows rows={4} height={68} />
        </div>
        <SuggestedBones />
      </div>
      <SecondBones />
    </div>
  );
}
