import { AbsoluteFill, Sequence, useCurrentFrame, useVideoConfig, spring, interpolate, Easing } from "remotion";
import React from "react";

const PRIMARY = "#4f46e5";
const DARK = "#111827";
const LIGHT = "#e0e7ff";

const easeOut = Easing.bezier(0.22, 1, 0.36, 1);

const FadeUp: React.FC<{ delay?: number; children: React.ReactNode; style?: React.CSSProperties }> = ({
  delay = 0,
  children,
  style = {},
}) => {
  const frame = useCurrentFrame();
  const t = interpolate(frame - delay, [0, 24], [0, 1], {
    extrapolateLeft: "clamp",
    extrapolateRight: "clamp",
    easing: easeOut,
  });
  return <div style={{ opacity: t, transform: `translateY(${(1 - t) * 48}px)`, ...style }}>{children}</div>;
};

const Check = ({ size = 56 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none">
    <circle cx="12" cy="12" r="11" fill={LIGHT} />
    <path d="M7 12.5l3.5 3.5L17 9" stroke={PRIMARY} strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

const before = ["Plans are out of date"];
const after = [
  { id: "live", label: "Every change moves what depends on it." },
  { id: "quiet", label: "Nobody is asked at night." },
];

export const Scene: React.FC = () => {
  const frame = useCurrentFrame();
  const { fps, durationInFrames, height } = useVideoConfig();
  const split = spring({ frame: frame - 10, fps, config: { damping: 200, stiffness: 80 } });
  const exit = interpolate(frame, [durationInFrames - 15, durationInFrames - 1], [0, 1], {
    extrapolateLeft: "clamp",
    extrapolateRight: "clamp",
  });
  const leftWidth = `${50 - 15 * split}%`;

  return (
    <AbsoluteFill style={{ flexDirection: "row", backgroundColor: "#FFFFFF", opacity: 1 - exit }}>
      <div style={{ width: leftWidth, height, backgroundColor: DARK, display: "flex", alignItems: "center", padding: 80, boxSizing: "border-box" }}>
        {before.map((line) => (
          <FadeUp key={line}>
            <h2 style={{ color: "#FFFFFF99", fontSize: 64, textDecoration: frame > 40 ? "line-through" : "none" }}>{line}</h2>
          </FadeUp>
        ))}
      </div>
      <div style={{ flex: 1, display: "flex", flexDirection: "column", justifyContent: "center", gap: 40, padding: 100 }}>
        <FadeUp delay={20}>
          <p style={{ color: PRIMARY, fontSize: 32, letterSpacing: 6, textTransform: "uppercase" }}>With Lumen</p>
        </FadeUp>
        {after.map(({ id, label }, index) => (
          <Sequence key={id} from={25 + index * 10} layout="none">
            <FadeUp style={{ display: "flex", alignItems: "center", gap: 32 }}>
              <Check size={64} />
              <span style={{ fontSize: 52, color: DARK }}>{label}</span>
            </FadeUp>
          </Sequence>
        ))}
      </div>
    </AbsoluteFill>
  );
};
