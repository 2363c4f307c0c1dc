import React from "react";
import {
  AbsoluteFill,
  interpolate,
  interpolateColors,
  spring,
  useCurrentFrame,
  useVideoConfig,
} from "remotion";

const quote = {
  text: "It gave us our Mondays back.",
  author: "Ana Ruiz",
  company: "Fjord",
};

const customers = ["Fjord", "Oat & Co"];

export const Scene: React.FC = () => {
  const frame = useCurrentFrame();
  const { fps, width } = useVideoConfig();

  const enter = (delay: number) =>
    spring({
      frame: frame - delay,
      fps,
      config: { damping: 18 },
    });

  const slide = interpolate(enter(0), [0, 1], [width * 0.2, 0]);
  const tint = interpolateColors(frame, [0, 45, 90], ["#4f46e5", "#06b6d4", "#4f46e5"]);
  const isLate = frame > 70;

  return (
    <AbsoluteFill
      style={{
        backgroundColor: "#ffffff",
        padding: "0 160px",
        justifyContent: "center",
        fontFamily: "Inter, sans-serif",
      }}
    >
      <div style={{ fontSize: 240, lineHeight: 0.5, color: "#4f46e5", opacity: enter(5) }}>&ldquo;</div>
      <blockquote
        style={{
          margin: 0,
          fontSize: 96,
          fontWeight: 600,
          color: "#111827",
          transform: `translateX(${slide}px)`,
        }}
      >
        {quote.text.split(" ").map((w, i) => (
          <span key={i} style={{ opacity: enter(10 + i * 3), marginRight: "0.25em" }}>
            {w}
          </span>
        ))}
      </blockquote>
      <cite style={{ fontSize: 40, fontStyle: "normal", color: tint, opacity: enter(30) }}>
        {quote.author}, {quote.company}
      </cite>
      <footer style={{ display: "flex", gap: 48, marginTop: 80 }}>
        {customers
          .filter((name) => name !== quote.company || !isLate)
          .map((name, i) => (
            <span key={name} style={{ fontSize: 36, opacity: enter(40 + i * 6) * 0.8 }}>
              {name.toUpperCase()}
            </span>
          ))}
      </footer>
    </AbsoluteFill>
  );
};
