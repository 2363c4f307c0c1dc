import {AbsoluteFill, interpolate, spring, useCurrentFrame, useVideoConfig} from "remotion";

const LINES: [string, number][] = [["Live plans", 0], ["One calendar", 10], ["Quiet hours", 20]];

export const Scene = () => {
  const f = useCurrentFrame(), {fps} = useVideoConfig();
  const e = (d: number) => spring({frame: f - d, fps, config: {damping: 15}});
  const row = (text: string, at: number, big = false) => (
    <div key={text} style={{fontSize: big ? 120 : 72, opacity: e(at), transform: `translateX(${(1 - e(at)) * -200}px)`}}>{text}</div>
  );
  const [first, ...rest] = "Lumen moves what has to move.".split(" ");
  return (
    <AbsoluteFill style={{background: "#4f46e5", color: "#fff", padding: 120, justifyContent: "center", fontFamily: "Inter, sans-serif", fontWeight: 700}}>
      {row("What changes?", 0, true)}
      {LINES.map(([text, at]) => row(text, 15 + at))}
      {LINES.map(([text, at], i) => <div key={i} style={{height: 4, width: interpolate(f, [at, at + 30], [0, 400], {extrapolateLeft: "clamp", extrapolateRight: "clamp"}), background: "#f59e0b"}} aria-label={text} />)}
      <p style={{fontSize: 40, opacity: e(50)}}><b>{first}</b> {rest.join(" ")}</p>
    </AbsoluteFill>
  );
};
