import { cx } from '@emotion/css';
import { Button, useStyles2 } from '@grafana/ui';
import React from 'react';
import { TEST_IDS } from '../../testIds';
import { getStyles } from './StateBanner.styles';
import type { StateDescription } from './describeState';

interface Props {
  description: StateDescription;
  /** Age of the dimmed picture behind the banner, milliseconds; null when there is none. */
  pictureAgeMs?: number | null;
  testId?: string;
  /** The button of the description was pressed. */
  onAction?: () => void;
}

/** Explains why there is no live picture, and what to do. */
export function StateBanner({ description, pictureAgeMs = null, testId = TEST_IDS.banner, onAction }: Props) {
  const styles = useStyles2(getStyles);
  const { severity, title, detail, action } = description;
  return (
    <div className={styles.cover}>
      <div
        className={cx(styles.card, styles[severity])}
        role={severity === 'info' ? 'status' : 'alert'}
        data-testid={testId}
      >
        <div className={styles.title}>{title}</div>
        <div className={styles.detail}>{detail}</div>
        {pictureAgeMs !== null && (
          <div className={styles.detail}>Last picture: {formatAge(pictureAgeMs)} ago, not live.</div>
        )}
        {action && (
          <Button className={styles.action} size="sm" variant="secondary" icon="play" onClick={onAction}>
            {action}
          </Button>
        )}
      </div>
    </div>
  );
}

function formatAge(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
