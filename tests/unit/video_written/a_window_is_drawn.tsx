import React from "react";
import {AbsoluteFill, Sequence, interpolate, spring, useCurrentFrame, useVideoConfig} from "remotion";

// Layout
const BRAND = {name: "Lumen", line: "Planning that keeps itself up to date"};
const ROWS = ["Live plans", "One calendar", "Quiet hours"] as const;

const Row: React.FC<{children: React.ReactNode; active?: boolean; y?: number}> = ({children, active, y = 0}) => (
  <li
    style={{
      listStyle: "none",
      display: "flex",
      alignItems: "center",
      height: 96,
      padding: "0 36px",
      borderRadius: 20,
      marginTop: y,
      background: active ? "#4f46e5" : "#e0e7ff",
      color: active ? "#ffffff" : "#111827",
      fontSize: 40,
    }}
  >
    {children}
  </li>
);

const AppWindow = () => {
  const frame = useCurrentFrame();
  const { fps } = useVideoConfig();
  const activeIndex = Math.min(ROWS.length - 1, Math.floor(frame / 20));
  const lift = spring({ frame, fps, config: { mass: 1, damping: 18, stiffness: 90 } });
  return (
    <div
      style={{
        width: 900,
        borderRadius: 40,
        border: "1px solid rgba(0,0,0,0.08)",
        background: "white",
        boxShadow: "0px 40px 120px -20px rgba(79, 70, 229, 0.35), 0 2px 8px rgba(0,0,0,.06)",
        transform: `perspective(1600px) rotateX(${interpolate(lift, [0, 1], [24, 0])}deg) translate3d(0, ${(1 - lift) * 300}px, 0)`,
        overflow: "hidden",
      }}
    >
      <header style={{display: "flex", gap: 12, padding: 28, borderBottom: "1px solid #00000014"}}>
        {["#f59e0b", "#06b6d4", "#4f46e5"].map((c) => (
          <span key={c} style={{width: 20, height: 20, borderRadius: "50%", background: c}} />
        ))}
      </header>
      <ul style={{padding: 36, margin: 0, display: "grid", gridTemplateColumns: "repeat(1, minmax(0, 1fr))", gap: 20}}>
        {ROWS.map((row, i) => (
          <Row key={row} active={i === activeIndex}>
            {row}
            {i === activeIndex && <em style={{marginLeft: "auto", fontStyle: "normal"}}>✓</em>}
          </Row>
        ))}
      </ul>
    </div>
  );
};

export const Scene: React.FC = () => {
  const frame = useCurrentFrame();
  const zoom = interpolate(frame, [0, 150], [1, 1.08]);
  return (
    <AbsoluteFill style={{background: "#ffffff", transform: `scale(${zoom})`}}>
      <div style={{position: "absolute", inset: 0, display: "flex", alignItems: "center", gap: 120, padding: "0 140px"}}>
        <div style={{flex: 1}}>
          <h1 style={{fontSize: 112, lineHeight: 1.05, color: "#111827", margin: 0}}>{BRAND.name}</h1>
          <p style={{fontSize: 44, color: "#111827", opacity: 0.7}}>
            {BRAND.line}
            {"."}
          </p>
        </div>
        <Sequence from={8} durationInFrames={90} layout="none" name="Window">
          <AppWindow />
        </Sequence>
      </div>
    </AbsoluteFill>
  );
};
