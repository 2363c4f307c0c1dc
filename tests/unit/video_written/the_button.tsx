import React from 'react';
import { AbsoluteFill, spring, interpolate, useCurrentFrame, useVideoConfig, Easing } from 'remotion';

const styles: Record<string, React.CSSProperties> = {
  container: {
    backgroundColor: '#ffffff',
    justifyContent: 'center',
    alignItems: 'center',
    fontFamily: "'Inter', sans-serif",
  },
  headline: { fontSize: 104, fontWeight: 700, color: '#111827', margin: 0, letterSpacing: '-0.02em' },
  button: {
    marginTop: 64,
    padding: '32px 72px',
    fontSize: 48,
    fontWeight: 600,
    color: '#fff',
    backgroundColor: '#4f46e5',
    border: 'none',
    borderRadius: 999,
    boxShadow: '0 20px 60px #4f46e566',
  },
};

export const Scene: React.FC = () => {
  const frame = useCurrentFrame();
  const { fps } = useVideoConfig();

  const headlineIn = spring({ frame, fps, config: { damping: 200 } });
  const buttonIn = spring({ frame: frame - 20, fps, config: { damping: 10, stiffness: 100 } });
  const pulse = 1 + 0.03 * Math.sin((frame / fps) * Math.PI * 2);
  const ring = interpolate(frame % 45, [0, 45], [1, 1.8], { easing: Easing.out(Easing.ease) });
  const ringOpacity = interpolate(frame % 45, [0, 45], [0.5, 0]);

  return (
    <AbsoluteFill style={styles.container}>
      <h1 style={{ ...styles.headline, opacity: headlineIn, transform: `translateY(${interpolate(headlineIn, [0, 1], [40, 0])}px)` }}>
        Plans that stay true
      </h1>
      <div style={{ position: 'relative' }}>
        <div
          style={{
            position: 'absolute',
            inset: 0,
            top: 64,
            borderRadius: 999,
            border: '4px solid #4f46e5',
            opacity: frame > 30 ? ringOpacity : 0,
            transform: `scale(${ring})`,
          }}
        />
        <button style={{ ...styles.button, transform: `scale(${buttonIn * pulse})` }}>Start for free</button>
      </div>
      <p style={{ fontSize: 36, color: 'rgba(17,24,39,.6)', marginTop: 40 }}>lumen.example</p>
    </AbsoluteFill>
  );
};
