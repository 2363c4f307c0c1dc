import {AbsoluteFill, Easing, interpolate, useCurrentFrame} from "remotion";

const QUESTION = "What if nobody had to ask twice?";
const SHADES = {calm: "#e0e7ff", loud: "#4f46e5"};

const Letter = ({char, i}: {char: string; i: number}) => {
  const frame = useCurrentFrame();
  const p = interpolate(frame, [i * 1.5, i * 1.5 + 12], [0, 1], {
    extrapolateLeft: "clamp",
    extrapolateRight: "clamp",
    easing: Easing.out(Easing.back(1.7)),
  });
  return (
    <span style={{display: "inline-block", whiteSpace: "pre", opacity: p, transform: `translateY(${(1 - p) * 80}px) rotate(${(1 - p) * 12}deg)`}}>
      {char === " " ? "\u00A0" : char}
    </span>
  );
};

export const Scene = () => {
  const frame = useCurrentFrame();
  const mood = frame > 45 ? "loud" : "calm";
  const wipe = interpolate(frame, [45, 60], [0, 100], {extrapolateLeft: "clamp", extrapolateRight: "clamp"});
  return (
    <AbsoluteFill style={{backgroundColor: "#000"}}>
      <AbsoluteFill style={{backgroundColor: "#4f46e5", clipPath: `inset(0 ${100 - wipe}% 0 0)`}} />
      {[...Array(5)].map((_, i) => (
        <div key={`line${i}`} style={{position: "absolute", top: `${20 * i}%`, left: 0, right: 0, height: 1, background: `rgba(255,255,255,${0.06 + i * 0.01})`}} />
      ))}
      <AbsoluteFill style={{justifyContent: "center", alignItems: "center"}}>
        <h1 style={{fontSize: 108, fontWeight: 800, color: SHADES[mood as keyof typeof SHADES] === SHADES.loud ? "#ffffff" : "#e0e7ff"}}>
          {QUESTION.split("").map((char, i) => (
            <Letter key={i} char={char} i={i} />
          ))}
        </h1>
        {frame >= 60 && (
          <p style={{fontSize: 42, color: "#ffffff", opacity: interpolate(frame, [60, 72], [0, 1], {extrapolateRight: "clamp"})}}>
            {"Plans are out of date "}
            <em>before</em>
            {" the meeting ends."}
          </p>
        )}
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
