import React from "react";
import {AbsoluteFill, Easing, interpolate, spring, useCurrentFrame, useVideoConfig} from "remotion";

const TITLE = "Plans are out of date";
const SUBTITLE = "Before the meeting ends.";

export const Scene: React.FC = () => {
  const frame = useCurrentFrame();
  const {fps, durationInFrames} = useVideoConfig();
  const words = TITLE.split(" ");
  const fadeOut = interpolate(frame, [durationInFrames - 12, durationInFrames], [1, 0], {
    extrapolateLeft: "clamp",
    extrapolateRight: "clamp",
    easing: Easing.in(Easing.cubic),
  });

  return (
    <AbsoluteFill style={{backgroundColor: "#111827", justifyContent: "center", alignItems: "center", opacity: fadeOut}}>
      <div style={{display: "flex", flexWrap: "wrap", gap: 28, justifyContent: "center", maxWidth: 1500}}>
        {words.map((word, i) => {
          const progress = spring({frame: frame - i * 5, fps, config: {damping: 14, stiffness: 120, mass: 0.8}});
          const y = interpolate(progress, [0, 1], [60, 0]);
          return (
            <span
              key={`${word}-${i}`}
              style={{
                fontFamily: "Inter, sans-serif",
                fontSize: 120,
                fontWeight: 800,
                color: i === words.length - 1 ? "#4f46e5" : "#ffffff",
                opacity: progress,
                transform: `translateY(${y}px)`,
                display: "inline-block",
              }}
            >
              {word}
            </span>
          );
        })}
      </div>
      <p style={{fontSize: 48, color: "rgba(255, 255, 255, 0.7)", marginTop: 40}}>{SUBTITLE}</p>
    </AbsoluteFill>
  );
};
