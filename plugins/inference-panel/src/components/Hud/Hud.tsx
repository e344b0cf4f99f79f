import type { Execution } from '@framewatch/protocol';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { PlayerStats } from '../../live';
import { TEST_IDS } from '../../testIds';
import { getStyles } from './Hud.styles';

/** In a narrower panel the whole line, or more than the two most important figures, would cover the picture. */
const WIDTH_FOR_ALL = 700;
const WIDTH_FOR_FOUR = 420;

interface Props {
  stats: PlayerStats;
  /** Width of the panel, pixels. */
  width: number;
}

/** A line of figures about the live view itself. */
export function Hud({ stats, width }: Props) {
  const styles = useStyles2(getStyles);
  const fps = `${stats.shownFps.toFixed(1)} fps`;
  const latency = stats.latencyMs === null ? '– ms' : `${Math.round(stats.latencyMs)} ms`;
  const all = width >= WIDTH_FOR_ALL;
  if (width < WIDTH_FOR_FOUR) {
    return (
      <div className={styles.hud} data-testid={TEST_IDS.hud}>
        <span>{fps}</span>
        <span>{latency}</span>
      </div>
    );
  }
  return (
    <div className={styles.hud} data-testid={TEST_IDS.hud}>
      <span>{fps}</span>
      <span>{stats.inferredFps.toFixed(1)} inferred/s</span>
      <span>{latency}</span>
      <span>{stats.dropped} dropped</span>
      {stats.malformed > 0 && <span>{stats.malformed} malformed</span>}
      {all && (
        <>
          <span>{stats.skipped} skipped</span>
          <span>{stats.sync}</span>
          <span>{decoderText(stats)}</span>
          {stats.execution?.map((execution) => (
            <span key={execution.model}>{executionText(execution)}</span>
          ))}
        </>
      )}
    </div>
  );
}

/** What a model is executed on, and why not on what was asked for before. */
function executionText({ model, provider, refused }: Execution): string {
  const why = refused.map((each) => `${each.provider}: ${each.reason}`).join(', ');
  return [`${model} on ${provider}`, why && `(${why})`].filter(Boolean).join(' ');
}

/** The decoder, and why it is not a better one. */
function decoderText({ decoder, refused }: PlayerStats): string {
  const why = refused.map(({ reason }) => reason).join(', ');
  return [decoder ?? 'no decoder', why && `(${why})`].filter(Boolean).join(' ');
}
