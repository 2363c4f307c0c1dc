import { AbsoluteFill, Sequence, interpolate, spring, useCurrentFrame, useVideoConfig } from 'remotion';
import type { CSSProperties, FC } from 'react';

type CardProps = {
  title: string;
  text?: string;
  index: number;
};

const COLORS = {
  primary: '#4f46e5',
  accent: '#f59e0b',
  background: '#ffffff',
  text: '#111827',
} as const;

const FEATURES = [
  { title: 'Live plans', text: 'Every change moves what depends on it.', color: COLORS.primary },
  { title: 'One calendar', color: COLORS.accent },
  { title: 'Quiet hours', text: 'Nobody is asked at night.', color: COLORS.primary },
];

const cardStyle: CSSProperties = {
  flex: 1,
  padding: '56px 48px',
  borderRadius: 32,
  background: '#ffffff',
  boxShadow: '0 30px 80px rgba(17, 24, 39, 0.12)',
};

const Card: FC<CardProps> = ({ title, text, index }) => {
  const frame = useCurrentFrame();
  const { fps } = useVideoConfig();
  const enter = spring({ frame: frame - index * 8, fps, config: { damping: 200 } });

  return (
    <div style={{ ...cardStyle, opacity: enter, transform: `translateY(${(1 - enter) * 80}px) scale(${0.9 + enter * 0.1})` }}>
      {/* A bar in the colour of the feature */}
      <div style={{ width: 72, height: 8, borderRadius: 4, background: FEATURES[index].color, marginBottom: 32 }} />
      <h2 style={{ fontSize: 56, margin: 0, color: COLORS.text }}>{title}</h2>
      {text ? <p style={{ fontSize: 34, lineHeight: 1.4, color: `${COLORS.text}b3` }}>{text}</p> : null}
    </div>
  );
};

export const Scene: FC = () => {
  const frame = useCurrentFrame();
  const titleOpacity = interpolate(frame, [0, 20], [0, 1], { extrapolateRight: 'clamp' });

  return (
    <AbsoluteFill style={{ backgroundColor: COLORS.background, padding: 120, fontFamily: 'Inter, sans-serif' }}>
      <h1 style={{ fontSize: 88, color: COLORS.primary, opacity: titleOpacity, margin: 0 }}>Plans that stay true</h1>
      <Sequence from={15} layout="none">
        <div style={{ display: 'flex', gap: 40, marginTop: 80 }}>
          {FEATURES.map((feature, i) => (
            <Card key={feature.title} title={feature.title} text={feature.text} index={i} />
          ))}
        </div>
      </Sequence>
    </AbsoluteFill>
  );
};
