import React, {useMemo} from "react";
import {AbsoluteFill, Easing, interpolate, spring, useCurrentFrame, useVideoConfig} from "remotion";

const theme = {
  colors: {primary: "#4f46e5", secondary: "#06b6d4", text: "#111827", muted: "rgba(17, 24, 39, 0.55)"},
  font: {family: "Inter, system-ui, sans-serif", size: {xl: 132, md: 44}},
};

const STATS = [
  {value: "40,000+", label: "teams", width: 0.92, color: theme.colors.primary},
  {value: "4.8 / 5", label: "from 1,250 reviews", width: 0.78, color: theme.colors.secondary},
];

const clamp = {extrapolateLeft: "clamp", extrapolateRight: "clamp"} as const;

const Star = ({filled, delay}: {filled: boolean; delay: number}) => {
  const frame = useCurrentFrame();
  const {fps} = useVideoConfig();
  const s = spring({fps, frame: Math.max(0, frame - delay), config: {damping: 10}});
  return (
    <svg width={64} height={64} viewBox="0 0 24 24" style={{transform: `scale(${s}) rotate(${(1 - s) * -90}deg)`}}>
      <polygon points="12,2 15,9 22,9 16.5,14 18.5,21 12,17 5.5,21 7.5,14 2,9 9,9" fill={filled ? theme.colors.primary : "none"} stroke={theme.colors.primary} strokeWidth={1.5} />
    </svg>
  );
};

const Bar: React.FC<(typeof STATS)[number] & {index: number}> = ({value, label, width, color, index}) => {
  const frame = useCurrentFrame();
  const start = 12 + index * 14;
  const grow = interpolate(frame, [start, start + 30], [0, width], {...clamp, easing: Easing.out(Easing.exp)});
  return (
    <div style={{marginBottom: 48}}>
      <div style={{display: "flex", alignItems: "baseline", gap: 24}}>
        <strong style={{fontSize: theme.font.size.xl, color}}>{value}</strong>
        <span style={{fontSize: theme.font.size.md, color: theme.colors.muted}}>{label}</span>
      </div>
      <div style={{height: 16, borderRadius: 8, width: `${grow * 100}%`, background: `linear-gradient(90deg, ${color}, ${color}66)`}} />
    </div>
  );
};

export const Scene: React.FC = () => {
  const stars = useMemo(() => new Array(5).fill(true).map((filled, i) => ({filled, delay: 40 + i * 4})), []);
  return (
    <AbsoluteFill style={{background: "#fff", padding: "100px 140px", fontFamily: theme.font.family}}>
      {STATS.map((stat, index) => (
        <Bar key={stat.label} value={stat.value} label={stat.label} width={stat.width} color={stat.color} index={index} />
      ))}
      <div style={{display: "flex", gap: 12}}>
        {stars.map(({filled, delay}, i) => (
          <Star key={i} filled={filled as boolean} delay={delay} />
        ))}
      </div>
    </AbsoluteFill>
  );
};
