import {AbsoluteFill, Easing, interpolate, useCurrentFrame} from "remotion";

const points = [
  {x: 0, y: 420},
  {x: 220, y: 380},
  {x: 440, y: 300},
  {x: 660, y: 260},
  {x: 880, y: 140},
  {x: 1100, y: 60},
];
const path = points.map((p, i) => `${i === 0 ? "M" : "L"} ${p.x} ${p.y}`).join(" ");
const LENGTH = 1400;

export const Scene = () => {
  const frame = useCurrentFrame();
  const draw = interpolate(frame, [10, 60], [LENGTH, 0], {
    extrapolateLeft: "clamp",
    extrapolateRight: "clamp",
    easing: Easing.bezier(0.16, 1, 0.3, 1),
  });
  const fade = (start: number, end: number) =>
    interpolate(frame, [start, end], [0, 1], {extrapolateLeft: "clamp", extrapolateRight: "clamp"});

  return (
    <AbsoluteFill style={{background: "linear-gradient(135deg, #ffffff 0%, #e0e7ff 100%)", padding: 140}}>
      <h1 style={{fontSize: 110, color: "#111827", margin: 0, opacity: fade(0, 15)}}>
        Trusted by <span style={{color: "#4f46e5"}}>40,000+</span> teams
      </h1>
      <svg width={1100} height={460} viewBox="0 0 1100 460" style={{marginTop: 60, overflow: "visible"}}>
        <defs>
          <linearGradient id="stroke" x1="0%" y1="0%" x2="100%" y2="0%">
            <stop offset="0%" stopColor="#4f46e5" />
            <stop offset="100%" stopColor="#06b6d4" />
          </linearGradient>
          <filter id="soft" x="-20%" y="-20%" width="140%" height="140%">
            <feGaussianBlur stdDeviation="6" />
          </filter>
          <clipPath id="bead">
            <circle cx="1100" cy="60" r={16 * fade(55, 65)} />
          </clipPath>
        </defs>
        <path d={path} fill="none" stroke="url(#stroke)" strokeWidth={12} strokeLinecap="round" filter="url(#soft)" opacity={0.4} />
        <path d={path} fill="none" stroke="url('#stroke')" strokeWidth={8} strokeDasharray={LENGTH} strokeDashoffset={draw} />
        <circle cx={1100} cy={60} r={16} fill="#f59e0b" clipPath="url(#bead)" />
      </svg>
      <p style={{fontSize: 44, color: "#111827cc", opacity: fade(60, 80)}}>“It gave us our Mondays back.” — Ana Ruiz, Fjord</p>
    </AbsoluteFill>
  );
};
