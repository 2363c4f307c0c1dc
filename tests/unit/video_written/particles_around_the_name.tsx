import * as React from "react";
import {AbsoluteFill, Img, interpolate, random, spring, useCurrentFrame, useVideoConfig} from "remotion";

const LOGO = "https://lumen.example/logo.svg";
const PALETTE = ["#4f46e5", "#06b6d4", "#f59e0b"];
const COUNT = 36;

const Particles: React.FC<{count?: number}> = ({count = COUNT}) => {
  const frame = useCurrentFrame();
  const {width, height} = useVideoConfig();
  return (
    <>
      {Array.from({length: count}).map((_, i) => {
        const x = random(`x-${i}`) * width;
        const y = random(`y-${i}`) * height;
        const size = 6 + Math.floor(random(`size-${i}`) * 18);
        const drift = Math.sin((frame + i * 12) / 24) * 20;
        return (
          <div
            key={i}
            style={{
              position: "absolute",
              left: x,
              top: y + drift,
              width: size,
              height: size,
              borderRadius: "50%",
              backgroundColor: PALETTE[i % PALETTE.length],
              opacity: interpolate(frame, [i, i + 15], [0, 0.6], {extrapolateLeft: "clamp", extrapolateRight: "clamp"}),
              filter: `blur(${size / 8}px)`,
            }}
          />
        );
      })}
    </>
  );
};

export const Scene: React.FC = () => {
  const frame = useCurrentFrame();
  const {fps} = useVideoConfig();
  const scale = spring({frame, fps, from: 0.6, to: 1, durationInFrames: 30, config: {damping: 12}});
  const glow = Math.max(0, Math.sin(frame / 10)) * 40;
  return (
    <AbsoluteFill style={{background: "radial-gradient(circle at 50% 40%, #e0e7ff 0%, #ffffff 70%)"}}>
      <Particles />
      <AbsoluteFill style={{alignItems: "center", justifyContent: "center", transform: `scale(${scale})`}}>
        <Img src={LOGO} style={{width: 220, filter: `drop-shadow(0 0 ${glow}px #4f46e580)`}} />
        <h1 style={{fontSize: 160, fontWeight: 900, letterSpacing: "-0.04em", color: "#111827"}}>Lumen</h1>
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
