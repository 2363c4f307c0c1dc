import {AbsoluteFill, Series, interpolate, interpolateColors, spring, useCurrentFrame, useVideoConfig} from "remotion";

interface LineProps {
  text: string;
  size?: number;
  color?: string;
}

function Line({text, size = 96, color = "#ffffff"}: LineProps) {
  const frame = useCurrentFrame();
  const {fps} = useVideoConfig();
  const pop = spring({frame, fps, config: {damping: 12, mass: 0.6}});
  const shown = text.slice(0, Math.floor(interpolate(frame, [0, 20], [0, text.length], {extrapolateRight: "clamp"})));
  const cursor = frame % 16 < 8;
  return (
    <AbsoluteFill style={{justifyContent: "center", alignItems: "center"}}>
      <h1 style={{fontSize: size, color, transform: `scale(${0.8 + 0.2 * pop})`, textAlign: "center"}}>
        {shown}
        {cursor ? <span style={{opacity: 0.8}}>|</span> : <span>&nbsp;</span>}
      </h1>
    </AbsoluteFill>
  );
}

export function Scene() {
  const frame = useCurrentFrame();
  const {durationInFrames} = useVideoConfig();
  const backgroundColor = interpolateColors(frame, [0, durationInFrames], ["#111827", "#4f46e5"]);
  const width = interpolate(frame, [0, durationInFrames - 1], [0, 100], {extrapolateRight: "clamp"}) + "%";

  return (
    <AbsoluteFill style={{backgroundColor}}>
      <Series>
        <Series.Sequence durationInFrames={30}>
          <Line text="Plans change." />
        </Series.Sequence>
        <Series.Sequence durationInFrames={30} offset={0}>
          <Line text={"Yours don't have to wait."} size={80} />
        </Series.Sequence>
        <Series.Sequence durationInFrames={30}>
          <Line text={`Lumen moves what has to move.`} color="#f59e0b" />
        </Series.Sequence>
      </Series>
      <div style={{position: "absolute", bottom: 0, left: 0, height: 12, width, backgroundColor: "#f59e0b"}} />
    </AbsoluteFill>
  );
}

export default Scene;
